namespace Caisson.Formatting.Templates.Evaluation;

/// <summary>What Go calls the types of values, in errors and for <c>%T</c>.</summary>
internal static class GoType
{
    internal static string Name(object? value) => value switch
    {
        null => "<nil>",
        bool => "bool",
        long => "int",
        double => "float64",
        string => "string",
        TemplateNothing { IsMap: true } => "map[string]interface {}",
        IReadOnlyList<string> => "[]string",
        IReadOnlyList<object?> => "[]interface {}",
        TemplateRecord { TypeName: { } name } => name,
        _ => "map[string]interface {}",
    };
}

using Caisson.Formatting.Templates.Printing;

namespace Caisson.Formatting.Templates.Evaluation;

/// <summary>Functions that compare: text/template, "binary comparison operators".</summary>
internal static class Comparison
{
    private const string Incompatible = "incompatible types for comparison";

    /// <summary>Whether the first argument is equal to any of the others.</summary>
    internal static object EqualsAny(object?[] arguments)
    {
        if (arguments.Length == 1)
        {
            Require(arguments[0]);
            throw new FunctionFailure("missing argument for comparison");
        }

        return arguments.Skip(1).Any(a => AreEqual(arguments[0], a));
    }

    internal static bool AreEqual(object? left, object? right)
    {
        Require(left);
        Require(right);
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        return left.GetType() == right.GetType() ? left.Equals(right) : throw new FunctionFailure(Incompatible);
    }

    /// <summary>Below zero if the first is less, and so on.</summary>
    internal static int Compare(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (double a, double b) => a.CompareTo(b),
        (string a, string b) => string.CompareOrdinal(a, b),
        _ => throw new FunctionFailure(left is long or double or string ? Incompatible : "invalid type for comparison"),
    };

    private static void Require(object? value)
    {
        if (value is not (null or bool or long or double or string))
        {
            throw new FunctionFailure($"non-comparable type {GoPrint.Value(value)}: {GoType.Name(value)}");
        }
    }
}

namespace Caisson.Oci;

/// <summary>A document that does not follow its specification: one line that names the document, the field and the
/// fault, <c>config.json: process.args: must not be empty</c>.</summary>
public sealed class OciException : Exception
{
    /// <summary>Describes a fault of a field.</summary>
    /// <param name="document">What was read: <c>config.json</c>.</param>
    /// <param name="field">The field's path, <c>linux.namespaces[2].type</c>; empty for the document as a
    /// whole.</param>
    /// <param name="fault">What is wrong, and what would be right.</param>
    public OciException(string document, string field, string fault)
        : base(field.Length == 0 ? $"{document}: {fault}" : $"{document}: {field}: {fault}")
    {
        Document = document;
        Field = field;
    }

    /// <summary>What was read.</summary>
    public string Document { get; }

    /// <summary>The field's path, or an empty string.</summary>
    public string Field { get; }
}

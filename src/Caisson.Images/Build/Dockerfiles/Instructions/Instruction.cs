namespace Caisson.Images.Build.Dockerfiles.Instructions;

/// <summary>An instruction of a Dockerfile, its variables not expanded.</summary>
/// <param name="Lines">Where it stands.</param>
public abstract record Instruction(SourceLines Lines)
{
    /// <summary>Its keyword, in upper case.</summary>
    public abstract string Keyword { get; }

    /// <summary>Replaces every word in which variables may stand by what it expands to.</summary>
    /// <param name="expand">The expansion of one word.</param>
    /// <returns>The instruction itself where nothing in it is expanded.</returns>
    public virtual Instruction Expand(Func<string, string> expand) => this;

    private protected static string[] ExpandAll(IReadOnlyList<string> words, Func<string, string> expand)
    {
        string[] expanded = new string[words.Count];
        for (int i = 0; i < expanded.Length; i++)
        {
            expanded[i] = expand(words[i]);
        }

        return expanded;
    }

    private protected static NameValue[] ExpandAll(IReadOnlyList<NameValue> pairs, Func<string, string> expand)
    {
        var expanded = new NameValue[pairs.Count];
        for (int i = 0; i < expanded.Length; i++)
        {
            expanded[i] = new NameValue(expand(pairs[i].Name), pairs[i].Value is { } value ? expand(value) : null);
        }

        return expanded;
    }
}

namespace Caisson.Cli.Verbs;

/// <summary>Verbs about one kind of thing: <c>image</c>.</summary>
internal sealed record VerbGroup(string Name, string Summary);

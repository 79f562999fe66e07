namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>One instruction as text: continued lines joined, comments within dropped, documents attached.</summary>
/// <param name="Text">The text, without white space before it.</param>
/// <param name="FirstLine">Its first line, from 1.</param>
/// <param name="LastLine">Its last line.</param>
/// <param name="Heredocs">The documents that follow it.</param>
internal sealed record LogicalLine(string Text, int FirstLine, int LastLine, IReadOnlyList<Heredoc> Heredocs);

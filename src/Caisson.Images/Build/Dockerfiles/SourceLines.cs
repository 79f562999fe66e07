namespace Caisson.Images.Build.Dockerfiles;

/// <summary>Where an instruction stands in its Dockerfile.</summary>
/// <param name="Text">The instruction, continued lines joined, without documents that follow it.</param>
/// <param name="FirstLine">Its first line, from 1.</param>
/// <param name="LastLine">Its last line, that of documents that follow it included.</param>
public sealed record SourceLines(string Text, int FirstLine, int LastLine);

namespace Caisson.Images.Build.Dockerfiles;

/// <summary>What <c># name=value</c> comments at the very top of a Dockerfile say.</summary>
/// <param name="EscapeToken">The character that escapes and that continues lines: a backslash or a backtick.</param>
/// <param name="Syntax">The frontend that is asked for; there is one here, which reads all of them.</param>
/// <param name="Check">Which build checks to skip, and whether they are errors; kept as it is written.</param>
public sealed record ParserDirectives(char EscapeToken = '\\', string? Syntax = null, string? Check = null);

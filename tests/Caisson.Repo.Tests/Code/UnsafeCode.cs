using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Code;

/// <summary>Unsafe code stays in the projects that are made for it, and says why it holds.</summary>
public static partial class UnsafeCode
{
    /// <summary>Lines up to which a method is one look: a pointer that is taken and passed on needs no reason.</summary>
    public const int SmallMethod = 20;

    // The layer over the kernel; nothing else ships pointers.
    private static readonly string[] Homes = ["src/Caisson.Linux"];

    /// <summary>Finds unsafe code in other projects that ship.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> FindStray(Tree tree)
    {
        foreach (SourceFile file in tree.CSharp.Where(f => f.IsBelow("src") && !f.IsBelow(Homes)))
        {
            foreach (Match match in Keyword().Matches(CSharpText.CodeOf(file.Text)))
            {
                yield return new Violation(file.Path, file.LineOf(match.Index), $"move unsafe code to {Homes[0]}");
            }
        }

        foreach (SourceFile project in tree.Projects.Where(p => p.IsBelow("src") && !p.IsBelow(Homes)))
        {
            if (project.Text.IndexOf("<AllowUnsafeBlocks>true", StringComparison.Ordinal) is var at and >= 0)
            {
                yield return new Violation(project.Path, project.LineOf(at), $"unsafe code belongs to {Homes[0]}");
            }
        }
    }

    /// <summary>
    /// Finds methods of more than a few lines that do more with pointers than lend memory to a call, without a
    /// <c>// SAFETY:</c> comment, which says which invariant holds and who upholds it. Imports and the kernel's
    /// structures only declare.
    /// </summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> FindUnexplained(Tree tree)
    {
        foreach (SourceFile file in tree.CSharp.Where(f => f.IsBelow(Homes)))
        {
            if (file.IsBelow("src/Caisson.Linux/Native", "src/Caisson.Linux/Uapi"))
            {
                continue;
            }

            string code = CSharpText.CodeOf(file.Text);
            if (!Keyword().IsMatch(code))
            {
                continue;
            }

            string comments = CSharpText.CommentsOf(file.Text);
            foreach ((int start, int end) in MethodBodies(code))
            {
                int firstLine = file.LineOf(start);
                int lines = file.LineOf(end) - firstLine + 1;
                if (lines > SmallMethod && Pointer().IsMatch(Pinning().Replace(code[start..end], "")) &&
                    !comments[AboveOf(file.Text, start)..end].Contains("SAFETY:", StringComparison.Ordinal))
                {
                    yield return new Violation(
                        file.Path, firstLine, "say in a // SAFETY: comment which invariant makes its pointers valid");
                }
            }
        }
    }

    // A body is a block below a type's, which is where the nesting of braces stops being namespaces and types.
    private static IEnumerable<(int Start, int End)> MethodBodies(string code)
    {
        int depth = 0;
        int methodDepth = -1;
        int start = 0;
        int statement = 0;
        for (int i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '{':
                    if (methodDepth < 0 && !TypeHeader().IsMatch(code[statement..i]))
                    {
                        methodDepth = depth;
                        start = statement + code[statement..i].TakeWhile(char.IsWhiteSpace).Count();
                    }

                    depth++;
                    statement = i + 1;
                    break;
                case '}':
                    depth--;
                    statement = i + 1;
                    if (depth == methodDepth)
                    {
                        yield return (start, i + 1);
                        methodDepth = -1;
                    }

                    break;
                case ';':
                    statement = i + 1;
                    break;
            }
        }
    }

    // The comment that stands right above.
    private static int AboveOf(string text, int index)
    {
        int top = text.LastIndexOf('\n', Math.Max(0, index - 1)) + 1;
        while (top > 0)
        {
            int before = text.LastIndexOf('\n', Math.Max(0, top - 2)) + 1;
            if (top - before < 2 || text[before..top].TrimStart() is not (['/', '/', ..] or ['[', ..]))
            {
                break;
            }

            top = before;
        }

        return top;
    }

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex Keyword();

    [GeneratedRegex(@"\b(namespace|class|struct|record|interface|enum)\b")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"\bfixed\s*\([^=]*=[^;{]*?\)\s*(?=[{f]|\w)")]
    private static partial Regex Pinning();

    [GeneratedRegex(@"->|\b\w+\*+\s*\w+\s*[=;,)]|\*\)|\bUnsafe\.|=\s*&\w|\bNativeMemory\.")]
    private static partial Regex Pointer();
}

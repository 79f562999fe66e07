using System.Text.RegularExpressions;

namespace Caisson.Repo.Tests.Documents;

/// <summary>A command or path that a document shows exists: script, its argument, executable, verb, file.</summary>
public static partial class Commands
{
    private const string RuntimeSources = "src/caisson-runtime";

    /// <summary>Finds commands and paths that do not exist.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        foreach (SourceFile file in tree.Documents)
        {
            var document = new Markdown(file);
            var lines = document.InlineCode.Concat(
                document.Fences.SelectMany(f => f.Body.Select((text, i) => (f.Line + 1 + i, text)).Where(l => IsInput(f, l.text))));
            foreach ((int number, string text) in lines)
            {
                if (Explain(tree, text) is { } what)
                {
                    yield return new Violation(file.Path, number, what);
                }
            }
        }
    }

    // In a session the lines behind a prompt are typed, and what is between them is the answer.
    private static bool IsInput(Markdown.Fence fence, string line) =>
        fence.Language != "console" || line.StartsWith("$ ", StringComparison.Ordinal);

    private static string? Explain(Tree tree, string text)
    {
        foreach (Match match in OwnPath().Matches(text))
        {
            // A placeholder stands for a name: <NAME>, *, …, $x.
            string path = match.Groups["path"].Value.TrimEnd('.', ',', ':', ';');
            if (Placeholder().IsMatch(path))
            {
                continue;
            }

            if (path.StartsWith("out/bin/", StringComparison.Ordinal) ? !tree.Has($"src/{path["out/bin/".Length..]}") : !tree.Has(path))
            {
                return $"there is no {path}";
            }
        }

        foreach (Match match in TestRun().Matches(text))
        {
            string script = tree.Find("test")?.Text ?? "";
            foreach (string word in match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!Regex.IsMatch(script, $@"\b{Regex.Escape(word)}\b.*\) steps\+=") &&
                    !tree.Has($"tests/{word}") && !tree.Has($"tests/Caisson.{word}.Tests"))
                {
                    return $"./test knows no '{word}'";
                }
            }
        }

        foreach (Match match in RuntimeRun().Matches(text))
        {
            string verb = match.Groups[1].Value;
            if (!tree.CSharp.Any(f => f.IsBelow(RuntimeSources) && f.Text.Contains($"\"{verb}\"", StringComparison.Ordinal)))
            {
                return $"caisson-runtime knows no '{verb}'";
            }
        }

        return null;
    }

    [GeneratedRegex("[*<>{}$…]")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?<![\w./~$}-])(\./)?(?<path>(?<=\./)[\w.][\w./*<>…-]*|(out/bin|src|tests|tools|docs|bench|\.ci)/[\w./*<>…-]*)")]
    private static partial Regex OwnPath();

    [GeneratedRegex(@"(?<![\w/])\./test((?: [A-Za-z][\w.]*)*)")]
    private static partial Regex TestRun();

    [GeneratedRegex(@"(?:out/bin/|\$ (?:sudo )?)caisson-runtime ([a-z][a-z-]*)\b")]
    private static partial Regex RuntimeRun();
}

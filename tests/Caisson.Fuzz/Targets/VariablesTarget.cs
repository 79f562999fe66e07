using System.Text;
using Caisson.Images;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Dockerfiles.Variables;

namespace Caisson.Fuzz.Targets;

/// <summary>Words with variables: they expand within bounds, or are an error of one line.</summary>
public sealed class VariablesTarget : IFuzzTarget
{
    public string Name => "variables";

    public IReadOnlyList<string> Tokens =>
    [
        "$", "${", "}", ":-", ":+", ":?", "-", "+", "?", "#", "##", "%", "%%", "/", "//", "*", "\\", "'", "\"", "x", "y", "long", "none", " ",
        "${x:-${y}}", "${long//a/bb}", "${long##*a}",
    ];

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        string word = Encoding.UTF8.GetString(input);
        foreach (char escape in "\\`")
        {
            VariableExpander expander = new(escape, Find);
            Try(() => Bounded(expander.Expand(word)));
            Try(() => Bounded(expander.ExpandDocument(word)));
            Try(() => Expect.True(expander.ExpandToWords(word).All(w => w.Length > 0), "no word is empty"));
        }
    }

    private static string? Find(string name) => name switch
    {
        "x" => "value",
        "y" => "a/b c*d",
        "long" => new string('a', 1000),
        "empty" => "",
        _ => null,
    };

    // What needs nothing done comes back as it is, however long.
    private static void Bounded(string expanded) =>
        Expect.True(expanded.Length <= 2 * DockerfileLimits.MaxExpandedChars, "an expansion is bounded");

    private static void Try(Action expand)
    {
        try
        {
            expand();
        }
        catch (ImageException e)
        {
            Expect.OneLine(e.Message);
        }
    }
}

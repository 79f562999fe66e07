using System.Text;
using Caisson.Images;
using Caisson.Images.Build.Context;

namespace Caisson.Fuzz.Targets;

/// <summary>.dockerignore: rules are read, and asked about a path that the input holds too.</summary>
public sealed class DockerignoreTarget : IFuzzTarget
{
    private static readonly string[] Paths = ["a", "a/b", "a/b/c.txt", "node_modules/x/y.js", "README.md", "ä/ö"];

    public string Name => "dockerignore";

    public IReadOnlyList<string> Tokens => ["**", "*", "?", "[a-z]", "[^", "]", "!", "/", "..", "./", "\\", "#", "\n", "\r\n", "**/", "*.md", " "];

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        try
        {
            IgnoreRules rules = IgnoreRules.Parse(input, "rules");
            string own = Encoding.UTF8.GetString(input[..Math.Min(input.Length, 200)]);
            foreach (string path in (string[])[.. Paths, own])
            {
                bool ignored = rules.Ignores(path);
                Expect.True(!ignored || rules.HasExceptions || rules.Ignores($"{path}/below"), "what is below an ignored directory is ignored");
            }
        }
        catch (ImageException e)
        {
            Expect.OneLine(e.Message);
        }
    }
}

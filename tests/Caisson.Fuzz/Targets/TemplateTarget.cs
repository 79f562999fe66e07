using System.Text;
using Caisson.Formatting.Templates;

namespace Caisson.Fuzz.Targets;

/// <summary>Templates: whatever is written is filled in or refused, in bounded time and space.</summary>
public sealed class TemplateTarget : IFuzzTarget
{
    private static readonly TemplateLimits Limits = new() { Steps = 20_000, OutputChars = 1 << 20, TextChars = 1 << 14 };

    private static readonly TemplateRecord Data = new TemplateRecord()
        .Add("A", "text é😀\n")
        .Add("L", new List<string> { "x", "", "z" })
        .Add("N", 42L)
        .Add("F", 1.5)
        .Add("B", true)
        .Add("Z", null)
        .Add("O", new TemplateRecord { TypeName = "inner" }.Add("P", -1L))
        .Add("M", new TemplateMap { { "k", "v" }, { "n", new TemplateMap() } })
        .Add("E", TemplateNothing.List);

    public string Name => "template";

    public IReadOnlyList<string> Tokens =>
    [
        "{{", "}}", "{{-", " -}}", "{{/*", "*/}}", ".A", ".L", ".N", ".F", ".B", ".Z", ".O.P", ".M", ".M.k", ".E", ".", "$", "$x", ":=", "=", "|",
        "(", ")", ",", "\"", "`", "'a'", "0x1F", "1e9", "-1", "9223372036854775807", "true", "nil", "{{end}}", "{{else}}", "{{if ", "{{range ",
        "{{with ", "{{break}}", "{{continue}}", "{{define \"t\"}}", "{{template \"t\" .}}", "{{block \"b\" .}}", "index ", "slice ", "len ", "printf ",
        "println ", "print ", "html ", "js ", "urlquery ", "json ", "join ", "split ", "title ", "upper ", "pad ", "truncate ", "eq ", "lt ", "and ",
        "or ", "not ", "\"%v\" ", "\"%-10.3s|%[2]*[1]d\" ", "\"%x %q %U %e %08.3f %T %+d\" ",
    ];

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        Template template;
        try
        {
            template = Template.Parse(text, Limits);
        }
        catch (TemplateException e)
        {
            Expect.True(e.IsSyntax, "what is refused before it is filled in is malformed");
            Expect.True(e.Message.StartsWith("template: ", StringComparison.Ordinal), $"{e.Message} says what it is about");
            return;
        }

        try
        {
            string first = template.Render(Data);
            Expect.True(first.Length <= Limits.OutputChars, "the output is bounded");
            Expect.True(template.Render(Data) == first, "the same data give the same text");
        }
        catch (TemplateException e)
        {
            Expect.True(!e.IsSyntax, "a template that was accepted is well-formed");
        }
    }
}

using Caisson.Formatting.Templates;

namespace Caisson.Formatting.Tests.Templates;

/// <summary>What templates give. Each expectation is what Docker's client 28.2 printed for the same template and image.</summary>
public sealed class TemplateTests
{
    private static TemplateRecord Image()
    {
        TemplateMap labels = new() { { "k", "v" }, { "a", "b" } };
        TemplateMap ports = new() { { "80/tcp", new TemplateMap() } };
        TemplateRecord config = new TemplateRecord()
            .AddOptional("ExposedPorts", ports)
            .AddOptional("Env", new List<string> { "PATH=/bin", "A=b<c>&d" })
            .AddOptional("Cmd", new List<string> { "bash" })
            .AddOptional("Volumes", TemplateNothing.Map)
            .AddOptional("Entrypoint", TemplateNothing.List)
            .AddOptional("Labels", labels);
        return new TemplateRecord()
            .Add("Id", "sha256:aa")
            .Add("RepoTags", new List<string> { "debian:12" })
            .Add("Config", config)
            .Add("Os", "linux")
            .Add("Size", 78100000L)
            .Alias("ID", "Id");
    }

    private static string Render(string template) => Template.Parse(template).Render(Image());

    [Theory]
    [InlineData("{{.Id}} {{.ID}}", "sha256:aa sha256:aa")]
    [InlineData("{{.RepoTags}}", "[debian:12]")]
    [InlineData("{{.Config.Labels}}", "map[a:b k:v]")]
    [InlineData("{{.Config.Labels.k}}", "v")]
    [InlineData("{{index .Config.Labels \"k\"}}", "v")]
    [InlineData("{{index .Config.Labels \"zz\"}}|", "|")]
    [InlineData("{{.Config.Labels.zz}}|", "<no value>|")]
    [InlineData("{{index .RepoTags 0}}", "debian:12")]
    [InlineData("{{.Config.Volumes}} {{.Config.Entrypoint}} {{.Config.ExposedPorts}}", "map[] [] map[80/tcp:map[]]")]
    [InlineData("{{len .RepoTags}} {{len .Os}} {{len .Config.Labels}}", "1 5 2")]
    [InlineData("{{slice .Os 1 3}} {{slice .Config.Env 1}}", "in [A=b<c>&d]")]
    [InlineData("{{index .Os}} {{index .Os 0}}", "linux 108")]
    public void Render_Field_PrintsAsGoDoes(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{range .Config.Env}}{{println .}}{{end}}", "PATH=/bin\nA=b<c>&d\n")]
    [InlineData("{{range $i, $e := .Config.Env}}{{$i}}={{$e}} {{end}}", "0=PATH=/bin 1=A=b<c>&d ")]
    [InlineData("{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}", "a=b;k=v;")]
    [InlineData("{{range .Config.Volumes}}x{{else}}none{{end}}", "none")]
    [InlineData("{{range 3}}{{.}},{{end}}", "0,1,2,")]
    [InlineData("{{range $i, $e := .RepoTags}}{{if $i}}, {{end}}{{$e}}{{end}}", "debian:12")]
    [InlineData("{{range .Config.Env}}{{break}}{{end}}{{range $i, $_ := .Config.Env}}{{if eq $i 0}}{{continue}}{{end}}{{.}}{{end}}", "A=b<c>&d")]
    [InlineData("{{if .Config.Entrypoint}}yes{{else}}no{{end}}", "no")]
    [InlineData("{{if eq .Os \"x\"}}X{{else if eq .Os \"linux\"}}L{{else}}-{{end}}", "L")]
    [InlineData("{{if and .Os (gt (len .RepoTags) 0)}}ok{{end}}", "ok")]
    [InlineData("{{with .Config}}{{.Cmd}}{{end}}", "[bash]")]
    [InlineData("{{with $y := .Os}}{{$y}}{{end}}{{with .Config.Volumes}}v{{else with .Os}}{{.}}{{end}}", "linuxlinux")]
    [InlineData("{{$x := .Os}}{{$x}}{{$x = \"new\"}}{{$x}}", "linuxnew")]
    [InlineData("{{ $a := 1 }}{{ if true }}{{ $a := 2 }}{{ $a }}{{ end }}{{ $a }}", "21")]
    [InlineData("{{$}}{{with .Os}}{{$.Size}}{{end}}", null)]
    [InlineData("{{define \"T\"}}[{{.}}]{{end}}{{template \"T\" .Os}}", "[linux]")]
    [InlineData("{{block \"B\" .Os}}<{{.}}>{{end}}", "<linux>")]
    [InlineData("{{/* comment */}}a {{- /* c */ -}} b", "ab")]
    [InlineData("a  {{- .Os -}}  b", "alinuxb")]
    [InlineData("}}", "}}")]
    public void Render_Control_DoesAsGoDoes(string template, string? expected)
    {
        if (expected is null)
        {
            Assert.EndsWith("78100000", Render(template), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected, Render(template));
        }
    }

    [Theory]
    [InlineData("{{json .RepoTags}} {{json .Config.Volumes}} {{json .Config.Entrypoint}} {{json .Size}} {{json \"a<b\"}}", "[\"debian:12\"] null null 78100000 \"a<b\"")]
    [InlineData("{{json .Config}}", "{\"ExposedPorts\":{\"80/tcp\":{}},\"Env\":[\"PATH=/bin\",\"A=b<c>&d\"],\"Cmd\":[\"bash\"],\"Labels\":{\"a\":\"b\",\"k\":\"v\"}}")]
    [InlineData("{{join .Config.Env \",\"}}", "PATH=/bin,A=b<c>&d")]
    [InlineData("{{split .Os \"n\"}}", "[li ux]")]
    [InlineData("{{title .Os}} {{upper .Os}} {{lower \"ABC\"}}", "Linux LINUX abc")]
    [InlineData("{{truncate .Os 3}}|{{truncate .Os 10}}|{{pad .Os 2 3}}|{{pad \"\" 2 3}}|", "lin|linux|  linux   ||")]
    [InlineData("{{and true false}} {{or false 5}} {{not 0}} {{and 1 0 2}} {{or 0 \"\" \"x\"}}", "false 5 true 0 x")]
    [InlineData("{{or .Os .Nope}} {{not .Config.Entrypoint}} {{not \"\"}}", "linux true true")]
    [InlineData("{{eq .Os \"a\" \"linux\"}} {{eq nil nil}} {{eq .Size 78100000}}", "true true true")]
    [InlineData("{{lt .Size 5}} {{gt .Size 5}} {{le 1 1}} {{ge 1 2}} {{ne 1 2}}", "false true true false true")]
    [InlineData("{{html \"<a&b>'\\\"\"}} {{js \"it's <b>\"}} {{urlquery \"a b&c\"}}", "&lt;a&amp;b&gt;&#39;&#34; it\\'s \\u003Cb\\u003E a+b%26c")]
    [InlineData("{{print 1 2 \"a\" \"b\" 3}} {{println 1 2 \"a\"}}", "1 2ab3 1 2 a\n")]
    [InlineData("{{print}}|{{print nil}}|{{print .Config.Env .Os}}", "|<nil>|[PATH=/bin A=b<c>&d]linux")]
    [InlineData("{{.Os | printf \"%s-%s\" \"x\" | upper}}", "X-LINUX")]
    [InlineData("{{(index .RepoTags 0)}} {{(len .Os) | printf \"%d\"}}", "debian:12 5")]
    public void Render_Function_GivesWhatGosDoes(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{\"quoted \\\"x\\\" \\u00e9\\n\"}}{{`raw \\n`}}", "quoted \"x\" é\nraw \\n")]
    [InlineData("{{'a'}} {{0x10}} {{1_000}} {{1e3}} {{-5}} {{+3}} {{0b101}} {{0o17}} {{017}}", "97 16 1000 1000 -5 3 5 15 15")]
    [InlineData("{{3.14}} {{1e100}} {{1e-7}} {{1.0}} {{12345678.0}} {{1e21}} {{1e20}} {{0.00001}}", "3.14 1e+100 1e-07 1 1.2345678e+07 1e+21 1e+20 1e-05")]
    [InlineData("{{\"\\xc3\\xa9 \\101 \\U0001F600\"}}", "é A 😀")]
    public void Render_Constant_HasGosValue(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("%s|%10s|%-10s|%q|%v", "linux|     linux|linux     |\"linux\"|linux")]
    public void Render_FormatOfText_PadsAndQuotes(string format, string expected) =>
        Assert.Equal(expected, Render($"{{{{printf \"{format}\" .Os .Os .Os .Os .Os}}}}"));

    [Theory]
    [InlineData("{{printf \"%d|%05d|%x|%X|%t|%.2f|%c|%U|%%\" 5 5 255 255 true 1.5 65 65}}", "5|00005|ff|FF|true|1.50|A|U+0041|%")]
    [InlineData("{{printf \"%v %v %v %v\" .Config.Env .Config.Labels nil 1.0}}", "[PATH=/bin A=b<c>&d] map[a:b k:v] <nil> 1")]
    [InlineData("{{printf \"%d\" \"x\"}} {{printf \"%s\" 5}} {{printf \"%s\"}} {{printf \"a\" 1}}", "%!d(string=x) %!s(int=5) %!s(MISSING) a%!(EXTRA int=1)")]
    [InlineData("{{printf \"%6.2f|%-8d|%+d|%x|%T|%p\" 3.14159 42 7 \"hi\" \"s\" \"p\"}}", "  3.14|42      |+7|6869|string|%!p(string=p)")]
    [InlineData("{{printf \"%*d|%[2]d %[1]d|%!\" 5 42}}", "   42|42 5|%!!(int=42)")]
    [InlineData("{{printf \"%q %v\" .RepoTags .RepoTags}}", "[\"debian:12\"] [debian:12]")]
    [InlineData("{{printf \"%s\" .RepoTags}} {{printf \"%d\" .RepoTags}} {{printf \"%s\" .Config.Labels}}", "[debian:12] [%!d(string=debian:12)] map[a:b k:v]")]
    [InlineData("{{printf \"%s\" true}} {{printf \"%t\" 1}} {{printf \"%s\" nil}} {{printf \"%d\" nil}}", "%!s(bool=true) %!t(int=1) %!s(<nil>) %!d(<nil>)")]
    [InlineData("{{printf \"%v\" 12345678.0}} {{printf \"%v\" 1e21}} {{printf \"%g\" 100000.0}} {{printf \"%e\" 1.5}}", "1.2345678e+07 1e+21 100000 1.500000e+00")]
    [InlineData("{{printf \"%8.3v|\" \"abcdef\"}} {{printf \"%08.3f\" 3.14159}} {{printf \"% d\" 5}} {{printf \"%#x %#q\" 255 \"a\"}}", "     abc| 0003.142  5 0xff `a`")]
    public void Render_Format_FormatsAsGoDoes(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{nope .Os}}", "function \"nope\" not defined")]
    [InlineData("{{.Os", "unclosed action")]
    [InlineData("{{", "unclosed action")]
    [InlineData("{{end}}", "unexpected {{end}}")]
    [InlineData("{{else}}", "unexpected {{else}}")]
    [InlineData("{{if}}x{{end}}", "missing value for if")]
    [InlineData("{{}}", "missing value for command")]
    [InlineData("{{if .Os}}x", "unexpected EOF")]
    [InlineData("{{range}}{{end}}", "missing value for range")]
    [InlineData("{{\"unterminated}}", "unterminated quoted string")]
    [InlineData("{{$z}}", "undefined variable \"$z\"")]
    [InlineData("{{1 | 2}}", "non executable command in pipeline stage 2")]
    [InlineData("{{break}}", "{{break}} outside {{range}}")]
    [InlineData("{{.Os}}{{.Os}", "bad character U+007D '}'")]
    [InlineData("{{/* x }}", "unclosed comment")]
    [InlineData("{{\"a\\qb\"}}", "invalid syntax")]
    [InlineData("{{''}}", "invalid syntax")]
    [InlineData("{{((((}}", "unclosed left paren")]
    public void Parse_Malformed_SaysSoInGosWords(string template, string expected)
    {
        TemplateException error = Assert.Throws<TemplateException>(() => Template.Parse(template));

        Assert.Equal($"template: :1: {expected}", error.Message);
        Assert.True(error.IsSyntax);
    }

    [Theory]
    [InlineData("{{index .RepoTags 5}}", ":1:2: executing \"\" at <index .RepoTags 5>: error calling index: index out of range: 5")]
    [InlineData("{{.Nope}}", ":1:2: executing \"\" at <.Nope>: map has no entry for key \"Nope\"")]
    [InlineData("{{.Config.Nope}}", ":1:9: executing \"\" at <.Config.Nope>: map has no entry for key \"Nope\"")]
    [InlineData("x\n {{.Os.Foo}}", ":2:6: executing \"\" at <.Os.Foo>: can't evaluate field Foo in type string")]
    [InlineData("{{index .RepoTags \"a\"}}", ":1:2: executing \"\" at <index .RepoTags \"a\">: error calling index: cannot index slice/array with type string")]
    [InlineData("{{len 3}}", ":1:2: executing \"\" at <len 3>: error calling len: len of type int")]
    [InlineData("{{lt 1 \"a\"}}", ":1:2: executing \"\" at <lt 1 \"a\">: error calling lt: incompatible types for comparison")]
    [InlineData("{{eq 1 \"a\"}}", ":1:2: executing \"\" at <eq 1 \"a\">: error calling eq: incompatible types for comparison")]
    [InlineData("{{eq .RepoTags .RepoTags}}", ":1:2: executing \"\" at <eq .RepoTags .RepoTags>: error calling eq: non-comparable type [debian:12]: []string")]
    [InlineData("{{.Os .Os}}", ":1:2: executing \"\" at <.Os>: Os is not a method but has arguments")]
    [InlineData("{{\"a\" \"b\"}}", ":1:2: executing \"\" at <\"a\">: can't give argument to non-function \"a\"")]
    [InlineData("{{template \"zz\"}}", ":1:11: executing \"\" at <{{template \"zz\"}}>: template \"zz\" not defined")]
    [InlineData("{{slice .Os 5 9}}", ":1:2: executing \"\" at <slice .Os 5 9>: error calling slice: index out of range: 9")]
    [InlineData("{{join .Os \",\"}}", ":1:7: executing \"\" at <.Os>: wrong type for value; expected []string; got string")]
    [InlineData("{{nil}}", ":1:2: executing \"\" at <nil>: nil is not a command")]
    public void Render_Impossible_SaysWhereAndWhy(string template, string expected)
    {
        TemplateException error = Assert.Throws<TemplateException>(() => Render(template));

        Assert.Equal("template: " + expected, error.Message);
        Assert.False(error.IsSyntax);
    }

    [Fact]
    public void Render_FieldOfNamedRecord_NamesItsType()
    {
        TemplateRecord row = new TemplateRecord { TypeName = "image" }.Add("ID", "x");

        TemplateException error = Assert.Throws<TemplateException>(() => Template.Parse("{{.Foo}}").Render(row));

        Assert.Equal("template: :1:2: executing \"\" at <.Foo>: can't evaluate field Foo in type image", error.Message);
    }

    [Fact]
    public void Render_TemplateThatCallsItself_IsAnError()
    {
        TemplateException error = Assert.Throws<TemplateException>(
            () => Render("{{define \"a\"}}{{template \"a\" .}}{{end}}{{template \"a\" .}}"));

        Assert.Contains("exceeded maximum template depth", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("if true}}{{", "")]
    public void Parse_NestedTooDeeply_IsAnError(string open, string close)
    {
        string template = "{{" + string.Concat(Enumerable.Repeat(open, 5000)) + "1" + string.Concat(Enumerable.Repeat(close, 5000)) + "}}";

        TemplateException error = Assert.Throws<TemplateException>(() => Template.Parse(template));

        Assert.Contains("blocks or parentheses in one another", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_EndlessLoop_EndsAtTheLimitOfSteps()
    {
        Template template = Template.Parse("{{range 999999999999}}{{end}}", new TemplateLimits { Steps = 1000 });

        TemplateException error = Assert.Throws<TemplateException>(() => template.Render(null));

        Assert.Contains("more than 1000 steps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_TooMuchOutput_EndsAtTheLimit()
    {
        Template template = Template.Parse("{{range 999999}}0123456789{{end}}", new TemplateLimits { OutputChars = 1000 });

        Assert.Throws<TemplateException>(() => template.Render(null));
    }

    [Fact]
    public void Write_RecordOfAList_EscapesHtml()
    {
        TemplateRecord row = new TemplateRecord { EscapesHtml = true }.Add("Tag", "<none>");

        Assert.Equal("{\"Tag\":\"\\u003cnone\\u003e\"} \"<none>\"", Template.Parse("{{json .}} {{json .Tag}}").Render(row));
    }
}

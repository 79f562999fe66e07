using System.Globalization;
using Caisson.Images.Build.Dockerfiles.Instructions;
using static Caisson.Images.Build.Dockerfiles.Parsing.InstructionFlags.Kind;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>Makes an instruction of its text.</summary>
internal static class InstructionReader
{
    private static readonly string[] Keywords =
    [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
        "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ];

    /// <summary>Reads one instruction.</summary>
    /// <param name="line">Its text.</param>
    /// <param name="escape">The escape token.</param>
    /// <exception cref="ImageException">It is malformed; the message names the line.</exception>
    internal static Instruction Read(LogicalLine line, char escape)
    {
        (string keyword, IReadOnlyList<string> flags, string rest) = CommandSplitter.Split(line.Text);
        SourceLines lines = new(line.Text.Trim(), line.FirstLine, line.LastLine);
        Parts parts = new(lines, flags, rest, escape, line.Heredocs);
        try
        {
            return keyword.ToUpperInvariant() switch
            {
                "ADD" => FileInstructions.Add(parts),
                "COPY" => FileInstructions.Copy(parts),
                "ARG" => Arg(parts),
                "CMD" => new CmdInstruction(lines, parts.NoFlags().Command()),
                "ENTRYPOINT" => new EntrypointInstruction(lines, parts.NoFlags().Command()),
                "ENV" => new EnvInstruction(lines, Pairs(parts.NoFlags(), "ENV")),
                "EXPOSE" => Expose(parts),
                "FROM" => From(parts),
                "HEALTHCHECK" => HealthcheckReader.Read(parts),
                "LABEL" => new LabelInstruction(lines, Pairs(parts.NoFlags(), "LABEL")),
                "MAINTAINER" => new MaintainerInstruction(lines, parts.NoFlags().Only("MAINTAINER")),
                "ONBUILD" => Onbuild(parts),
                "RUN" => Run(parts),
                "SHELL" => Shell(parts),
                "STOPSIGNAL" => new StopSignalInstruction(lines, parts.NoFlags().Only("STOPSIGNAL")),
                "USER" => new UserInstruction(lines, parts.NoFlags().Only("USER")),
                "VOLUME" => Volume(parts),
                "WORKDIR" => new WorkdirInstruction(lines, parts.NoFlags().Only("WORKDIR")),
                _ => throw new FormatException(Suggestion.Append($"unknown instruction: {Shown(keyword)}", keyword, Keywords)),
            };
        }
        catch (FormatException e)
        {
            throw DockerfileError.At(line.FirstLine, e.Message);
        }
    }

    private static FromInstruction From(Parts parts)
    {
        InstructionFlags flags = InstructionFlags.Read(parts.Flags, ("platform", Text));
        IReadOnlyList<string> words = parts.Words();
        string? name = null;
        if (words.Count == 3 && words[1].Equals("AS", StringComparison.OrdinalIgnoreCase))
        {
            name = words[2].ToLowerInvariant();
            if (!IsStageName(name))
            {
                throw new FormatException(
                    $"invalid name for build stage: {GoText.Quote(words[2])}, name can't start with a number or contain symbols");
            }
        }
        else if (words.Count != 1)
        {
            throw new FormatException("FROM requires either one or three arguments");
        }

        return new FromInstruction(parts.Lines, words[0], name, flags.Text("platform"));
    }

    private static RunInstruction Run(Parts parts)
    {
        InstructionFlags flags = InstructionFlags.Read(
            parts.Flags, ("mount", Texts), ("network", Text), ("security", Text), ("device", Texts));
        if (flags.Texts("device").Count > 0)
        {
            throw new FormatException("RUN --device is not supported");
        }

        string network = flags.Text("network");
        string security = flags.Text("security");
        if (network is not ("" or "default" or "none" or "host"))
        {
            throw new FormatException(
                Suggestion.Append($"unsupported network mode {GoText.Quote(network)}", network, ["default", "none", "host"]));
        }

        if (security is not ("" or "sandbox" or "insecure"))
        {
            throw new FormatException($"security {GoText.Quote(security)} is not valid");
        }

        IReadOnlyList<string> mounts = flags.Texts("mount");
        foreach (string mount in mounts)
        {
            RunMount.Check(mount);
        }

        return new RunInstruction(parts.Lines, parts.Command(), parts.Heredocs, mounts, network, security);
    }

    private static ArgInstruction Arg(Parts parts)
    {
        List<string> words = WordSplitter.Split(parts.NoFlags().Rest, parts.Escape);
        if (words.Count == 0)
        {
            throw new FormatException("ARG requires at least one argument");
        }

        var pairs = new NameValue[words.Count];
        for (int i = 0; i < pairs.Length; i++)
        {
            int equals = words[i].IndexOf('=', StringComparison.Ordinal);
            pairs[i] = equals switch
            {
                < 0 => new NameValue(words[i], null),
                0 => throw new FormatException("ARG names can not be blank"),
                _ => new NameValue(words[i][..equals], words[i][(equals + 1)..]),
            };
        }

        return new ArgInstruction(parts.Lines, pairs);
    }

    // Two forms: NAME=VALUE…, and the older NAME VALUE, where the value is the rest of the line.
    private static List<NameValue> Pairs(Parts parts, string keyword)
    {
        List<string> words = WordSplitter.Split(parts.Rest, parts.Escape);
        if (words.Count == 0)
        {
            throw new FormatException($"{keyword} requires at least one argument");
        }

        List<NameValue> pairs = [];
        if (!words[0].Contains('=', StringComparison.Ordinal))
        {
            IReadOnlyList<string> two = Parts.SplitAtBlanks(parts.Rest, 2);
            pairs.Add(two.Count == 2
                ? new NameValue(two[0], two[1])
                : throw new FormatException($"{keyword} must have two arguments"));
            return pairs;
        }

        foreach (string word in words)
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            pairs.Add(equals switch
            {
                < 0 => throw new FormatException(
                    $"Syntax error - can't find = in {GoText.Quote(Shown(word))}. Must be of the form: name=value"),
                0 => throw new FormatException($"{keyword} names can not be blank"),
                _ => new NameValue(word[..equals], word[(equals + 1)..]),
            });
        }

        return pairs;
    }

    private static ExposeInstruction Expose(Parts parts)
    {
        string[] ports = [.. parts.NoFlags().Words()];
        if (ports.Length == 0)
        {
            throw new FormatException("EXPOSE requires at least one argument");
        }

        Array.Sort(ports, string.CompareOrdinal);
        return new ExposeInstruction(parts.Lines, ports);
    }

    private static VolumeInstruction Volume(Parts parts)
    {
        IReadOnlyList<string> paths = parts.NoFlags().WordsOrJson();
        if (paths.Count == 0)
        {
            throw new FormatException("VOLUME requires at least one argument");
        }

        var trimmed = new string[paths.Count];
        for (int i = 0; i < trimmed.Length; i++)
        {
            trimmed[i] = paths[i].Trim();
            if (trimmed[i].Length == 0)
            {
                throw new FormatException("VOLUME specified can not be an empty string");
            }
        }

        return new VolumeInstruction(parts.Lines, trimmed);
    }

    private static ShellInstruction Shell(Parts parts)
    {
        CommandLine command = parts.NoFlags().Command();
        if (command.Words.Count == 0)
        {
            throw new FormatException("SHELL requires at least one argument");
        }

        if (command.IsShellForm)
        {
            throw new FormatException("SHELL requires the arguments to be in JSON form");
        }

        return new ShellInstruction(parts.Lines, command.Words);
    }

    private static OnbuildInstruction Onbuild(Parts parts)
    {
        (string keyword, _, _) = CommandSplitter.Split(parts.NoFlags().Rest);
        switch (keyword.ToUpperInvariant())
        {
            case "":
                throw new FormatException("ONBUILD requires at least one argument");
            case "ONBUILD":
                throw new FormatException("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
            case "MAINTAINER" or "FROM":
                throw new FormatException($"{keyword.ToUpperInvariant()} isn't allowed as an ONBUILD trigger");
        }

        string trigger = parts.Rest;
        foreach (Heredoc document in parts.Heredocs)
        {
            trigger = $"{trigger}\n{document.Content}{document.Name}";
        }

        return new OnbuildInstruction(parts.Lines, trigger);
    }

    private static bool IsStageName(string name)
    {
        for (int i = 1; i < name.Length; i++)
        {
            if (!char.IsAsciiLetterLower(name[i]) && !char.IsAsciiDigit(name[i]) && name[i] is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return char.IsAsciiLetterLower(name[0]);
    }

    // A keyword or word in a message of one line: what is too long to be one is cut.
    private static string Shown(string word)
    {
        const int MaxChars = 80;
        return word.Length <= MaxChars
            ? word
            : string.Create(CultureInfo.InvariantCulture, $"{word.AsSpan(0, MaxChars)}…");
    }
}

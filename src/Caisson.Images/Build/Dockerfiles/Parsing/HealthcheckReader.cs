using System.Globalization;
using Caisson.Images.Build.Dockerfiles.Instructions;
using static Caisson.Images.Build.Dockerfiles.Parsing.InstructionFlags.Kind;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>Reads HEALTHCHECK.</summary>
internal static class HealthcheckReader
{
    // Docker's container.MinimumDuration.
    private const long MinNanoseconds = 1_000_000;

    internal static HealthcheckInstruction Read(Parts parts)
    {
        InstructionFlags flags = InstructionFlags.Read(
            parts.Flags,
            ("interval", Text),
            ("timeout", Text),
            ("start-period", Text),
            ("start-interval", Text),
            ("retries", Text));
        IReadOnlyList<string> words = Parts.SplitAtBlanks(parts.Rest, 2);
        if (words.Count == 0)
        {
            throw new FormatException("HEALTHCHECK requires at least one argument");
        }

        string rest = words.Count == 2 ? words[1] : "";
        switch (words[0].ToUpperInvariant())
        {
            case "NONE":
                return rest.Length == 0
                    ? new HealthcheckInstruction(parts.Lines, ["NONE"])
                    : throw new FormatException("HEALTHCHECK NONE takes no arguments");
            case "CMD":
                CommandLine command = Parts.Command(rest);
                if (command.Words.Count == 0)
                {
                    throw new FormatException("Missing command after HEALTHCHECK CMD");
                }

                string kind = command.IsShellForm ? "CMD-SHELL" : "CMD";
                return new HealthcheckInstruction(parts.Lines, [kind, .. command.Words])
                {
                    IntervalNanoseconds = Duration(flags, "interval"),
                    TimeoutNanoseconds = Duration(flags, "timeout"),
                    StartPeriodNanoseconds = Duration(flags, "start-period"),
                    StartIntervalNanoseconds = Duration(flags, "start-interval"),
                    Retries = Count(flags.Text("retries")),
                };
            default:
                throw new FormatException(
                    $"Unknown type {GoText.Quote(words[0].ToUpperInvariant())} in HEALTHCHECK (try CMD)");
        }
    }

    private static long Duration(InstructionFlags flags, string name)
    {
        string text = flags.Text(name);
        long nanoseconds = text.Length == 0 ? 0 : GoDuration.Parse(text);
        return nanoseconds is 0 or >= MinNanoseconds
            ? nanoseconds
            : throw new FormatException($"Interval {GoText.Quote(name)} cannot be less than 1ms");
    }

    private static int Count(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count))
        {
            throw new FormatException($"strconv.ParseInt: parsing {GoText.Quote(text)}: invalid syntax");
        }

        return count >= 0 ? count : throw new FormatException($"--retries cannot be negative ({count})");
    }
}

using System.Text.RegularExpressions;

namespace Caisson.Integration.Tests.Comparison;

/// <summary>A line of a difference that is meant.</summary>
/// <param name="Text">As the list has it.</param>
/// <param name="Expression">What it matches.</param>
public sealed record AllowedLine(string Text, Regex Expression)
{
    /// <summary>Whether there was such a line.</summary>
    public bool HasOccurred { get; set; }
}

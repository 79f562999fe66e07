namespace Caisson.Formatting.Templates.Parsing;

/// <summary>A template, and those that are defined in it.</summary>
internal sealed record ParsedTemplate(ListNode Root, IReadOnlyDictionary<string, ListNode> Defined);

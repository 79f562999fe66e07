namespace Caisson.Network.Names;

/// <summary>What a query asks.</summary>
/// <param name="Name">The name in lower case, labels with dots between, none at the end.</param>
/// <param name="Type">The type of record; <see cref="DnsMessage"/> has those that matter.</param>
/// <param name="Class">The class: 1 for the Internet.</param>
/// <param name="EndOffset">Where the question ends in the message.</param>
/// <param name="MaxAnswerBytes">How long an answer by UDP may be.</param>
public readonly record struct DnsQuestion(string Name, ushort Type, ushort Class, int EndOffset, int MaxAnswerBytes);

using System.Text;
using Caisson.Engine.Streams;

namespace Caisson.Engine.Tests.Streams;

public sealed class DetachKeysTests
{
    [Theory]
    [InlineData("", "ab\u0010\u0011cd", true, "ab")]
    [InlineData("", "\u0010x", false, "\u0010x")]
    [InlineData("", "\u0010\u0010\u0011", true, "\u0010")]
    [InlineData("a,b", "aab", true, "a")]
    [InlineData("a", "xya", true, "xy")]
    [InlineData("ctrl-@,ctrl-[", "\0\u001b", true, "")]
    [InlineData("ctrl-_", "q", false, "q")]
    public void Scan_WhatIsTyped_PassesOnWhatIsNoSequence(string keys, string typed, bool hasLeft, string passed)
    {
        Assert.Equal((hasLeft, passed), Scan(DetachKeys.Parse(keys), typed));
    }

    [Fact]
    public void Scan_SequenceInPieces_IsSeen()
    {
        DetachKeys keys = DetachKeys.Parse("");

        Assert.Equal((false, "x"), Scan(keys, "x\u0010"));
        Assert.Equal((true, ""), Scan(keys, "\u0011"));
    }

    [Theory]
    [InlineData("ctrl-")]
    [InlineData("ctrl-A")]
    [InlineData("ab")]
    [InlineData("a,,b")]
    public void Parse_NoSequence_IsRefused(string keys)
    {
        EngineException e = Assert.Throws<EngineException>(() => DetachKeys.Parse(keys));

        Assert.Equal(EngineErrorKind.InvalidParameter, e.Kind);
    }

    private static (bool HasLeft, string Passed) Scan(DetachKeys keys, string typed)
    {
        byte[] passed = new byte[typed.Length + keys.MaxHeld];
        bool hasLeft = keys.Scan(Encoding.ASCII.GetBytes(typed), passed, out int count);
        return (hasLeft, Encoding.ASCII.GetString(passed, 0, count));
    }
}

using System.Buffers.Binary;
using System.Net;
using Caisson.Linux.Netlink;
using Caisson.Linux.Uapi;
using Caisson.Linux.Uapi.Net;

namespace Caisson.Linux.Tests.Netlink;

/// <summary>What claims to come from the kernel, and lies.</summary>
public class NetlinkReaderTests
{
    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(33u)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void Messages_LyingLength_IsMalformed(uint length)
    {
        byte[] bytes = new byte[32];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, length);
        var messages = new NetlinkMessages(bytes);
        Assert.False(messages.MoveNext());
        Assert.True(messages.Malformed);
    }

    [Fact]
    public void Messages_Truncated_AreMalformedUnlessEmpty()
    {
        for (int length = 0; length < NlMsgHdr.SizeBytes; length++)
        {
            var messages = new NetlinkMessages(new byte[length]);
            Assert.False(messages.MoveNext());
            Assert.Equal(length > 0, messages.Malformed);
        }
    }

    [Fact]
    public void Messages_LastWithoutPadding_IsTaken()
    {
        byte[] bytes = new byte[17];
        bytes[0] = 17;
        var messages = new NetlinkMessages(bytes);
        Assert.True(messages.MoveNext());
        Assert.Equal(1, messages.Body.Length);
        Assert.False(messages.MoveNext());
        Assert.False(messages.Malformed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(0xffff)]
    public void Attributes_LyingLength_IsMalformed(int length)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)length);
        var attributes = new NetlinkAttributes(bytes);
        Assert.False(attributes.MoveNext());
        Assert.True(attributes.Malformed);
    }

    [Fact]
    public void Attributes_NumberOfAnotherSize_IsMalformed()
    {
        var attributes = new NetlinkAttributes((byte[])[6, 0, 1, 0, 1, 2]);
        Assert.True(attributes.MoveNext());
        Assert.Equal(0u, attributes.Number<uint>());
        Assert.True(attributes.Malformed);
    }

    [Fact]
    public void Attributes_TextWithoutItsZero_EndsWithTheAttribute()
    {
        var attributes = new NetlinkAttributes((byte[])[6, 0, 3, 0x80, (byte)'l', (byte)'o', 0, 0]);
        Assert.True(attributes.MoveNext());
        Assert.Equal(3, attributes.Type);
        Assert.Equal("lo", attributes.Text());
    }

    [Fact]
    public void Link_EveryTruncation_IsRefusedOrComplete()
    {
        byte[] body = LinkBody();
        Assert.True(LinkInfo.TryParse(body, out LinkInfo? whole));
        Assert.Equal(("eth0", "veth", 1500), (whole!.Name, whole.Kind, whole.MtuBytes));

        // struct ifinfomsg takes 16 bytes, the name 4 + 5, then follow 4 + 4, 4 + 6 and 4 + 1; padding may be missing at the end.
        HashSet<int> ends = [25, 26, 27, 28, 36, 46, 47, 48, 53, 54, 55, 56];
        for (int length = 0; length < body.Length - 3; length++)
        {
            // Cut behind an attribute it is a message of its own; inside one, or ahead of the name, it must be refused.
            bool complete = ends.Contains(length);
            Assert.Equal(complete, LinkInfo.TryParse(body.AsSpan(0, length), out LinkInfo? cut));
            Assert.Equal(complete ? "eth0" : null, cut?.Name);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Link_NumberNotPositive_IsRefused(int index)
    {
        byte[] body = LinkBody();
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), index);
        Assert.False(LinkInfo.TryParse(body, out _));
    }

    [Fact]
    public void Address_PrefixOrLengthBeyondItsFamily_IsRefused()
    {
        byte[] body = [2, 33, 0, 0, 1, 0, 0, 0, 8, 0, 1, 0, 192, 0, 2, 1];
        Assert.False(AddressInfo.TryParse(body, out _));
        body[1] = 32;
        Assert.True(AddressInfo.TryParse(body, out AddressInfo? info));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), info!.Address);
        body[0] = 10;
        Assert.False(AddressInfo.TryParse(body, out _));
        body[0] = 99;
        Assert.False(AddressInfo.TryParse(body, out _));
    }

    [Fact]
    public void Route_PrefixBeyondItsFamily_IsRefused()
    {
        byte[] body = new byte[12];
        body[0] = 2;
        body[1] = 33;
        Assert.False(RouteInfo.TryParse(body, out _));
        body[1] = 0;
        Assert.True(RouteInfo.TryParse(body, out RouteInfo? route));
        Assert.True(route!.IsDefault);
    }

    [Fact]
    public void Answer_Acknowledgement_EndsItWithErrnoAndExplanation()
    {
        var answer = new NetlinkAnswer(7);
        answer.Take(Acknowledgement(7, -(int)Errno.EINVAL, "no such thing"), static (_, _) => true);
        Assert.True(answer.IsComplete);
        Assert.Equal(Errno.EINVAL, answer.Errno);
        Assert.Equal("no such thing", answer.Explanation);
    }

    [Fact]
    public void Answer_OfAnotherRequest_IsLeftAlone()
    {
        var answer = new NetlinkAnswer(7);
        answer.Take(Acknowledgement(6, -(int)Errno.EINVAL, "x"), static (_, _) => true);
        Assert.False(answer.IsComplete);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5000)]
    [InlineData(int.MinValue)]
    public void Answer_ImpossibleErrno_IsEbadmsg(int errno)
    {
        var answer = new NetlinkAnswer(7);
        answer.Take(Acknowledgement(7, errno, "x"), static (_, _) => true);
        Assert.Equal(Errno.EBADMSG, answer.Errno);
    }

    [Fact]
    public void Answer_EveryTruncation_EndsWithoutAnythingWorse()
    {
        byte[] whole = Acknowledgement(7, -1, "explanation");
        for (int length = 1; length < whole.Length - 3; length++)
        {
            var answer = new NetlinkAnswer(7);
            answer.Take(whole.AsSpan(0, length), static (_, _) => true);
            Assert.Equal(Errno.EBADMSG, answer.Errno);

            // The same, with an outer length that tells the truth.
            byte[] cut = whole[..length];
            if (length >= NlMsgHdr.SizeBytes)
            {
                BinaryPrimitives.WriteInt32LittleEndian(cut, length);
                answer = new NetlinkAnswer(7);
                answer.Take(cut, static (_, _) => true);
                Assert.True(answer.IsComplete);
            }
        }
    }

    [Fact]
    public void Answer_OuterRequestLengthLies_HasNoExplanation()
    {
        byte[] bytes = Acknowledgement(7, -1, "explanation");
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), (ushort)NetlinkFlags.NLM_F_ACK_TLVS);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), uint.MaxValue);
        var answer = new NetlinkAnswer(7);
        answer.Take(bytes, static (_, _) => true);
        Assert.Equal(Errno.EPERM, answer.Errno);
        Assert.Null(answer.Explanation);
    }

    // The same bytes on every run: a failure can be repeated.
    [Fact]
    public void Everything_RandomAndMutatedBytes_NeverThrows()
    {
        var random = new Random(20260801);
        byte[][] seeds = [LinkBody(), Acknowledgement(7, -1, "explanation"), new byte[64]];
        for (int round = 0; round < 200_000; round++)
        {
            byte[] bytes = (byte[])seeds[round % seeds.Length].Clone();
            for (int i = random.Next(6); i >= 0; i--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)random.Next(24),
                    _ => 0xff,
                };
            }

            ReadOnlySpan<byte> cut = bytes.AsSpan(0, random.Next(bytes.Length + 1));
            Assert.Equal(LinkInfo.TryParse(cut, out LinkInfo? link), link is not null);
            Assert.Equal(AddressInfo.TryParse(cut, out AddressInfo? address), address is not null);
            Assert.Equal(RouteInfo.TryParse(cut, out RouteInfo? route), route is not null);
            new NetlinkAnswer(7).Take(cut, static (_, body) => LinkInfo.TryParse(body, out LinkInfo? _));
        }
    }

    [Fact]
    public void Writer_MoreThanTheBuffer_ThrowsEmsgsize()
    {
        LinuxException e = Assert.Throws<LinuxException>(() =>
        {
            var writer = new NetlinkWriter(new byte[64], RouteMessage.RTM_NEWLINK, NetlinkFlags.None);
            writer.Structure(default(IfInfoMsg));
            writer.Text(LinkAttribute.IFLA_IFNAME, new string('x', 28));
        });
        Assert.Equal(Errno.EMSGSIZE, e.Errno);
    }

    [Fact]
    public void Writer_WhatItWrites_IsWhatTheReaderReads()
    {
        var messages = new NetlinkMessages(LinkMessage());
        Assert.True(messages.MoveNext());
        Assert.Equal(9u, messages.Header.nlmsg_seq);
        Assert.Equal(NetlinkFlags.NLM_F_REQUEST | NetlinkFlags.NLM_F_ACK, messages.Header.nlmsg_flags);
        Assert.True(LinkInfo.TryParse(messages.Body, out LinkInfo? link));
        Assert.Equal("02:03:04:05:06:07", link!.Address.ToString());
        Assert.False(messages.MoveNext());
    }

    private static byte[] LinkBody() => LinkMessage()[NlMsgHdr.SizeBytes..];

    private static byte[] LinkMessage()
    {
        var writer = new NetlinkWriter(new byte[512], RouteMessage.RTM_NEWLINK, NetlinkFlags.None);
        writer.Structure(new IfInfoMsg { ifi_index = 3, ifi_flags = InterfaceFlags.IFF_UP });
        writer.Text(LinkAttribute.IFLA_IFNAME, "eth0");
        writer.Int32(LinkAttribute.IFLA_MTU, 1500);
        writer.Address(LinkAttribute.IFLA_ADDRESS, new MacAddress(0x02_03_04_05_06_07));
        writer.Byte(LinkAttribute.IFLA_OPERSTATE, 6);
        int nest = writer.BeginNest(LinkAttribute.IFLA_LINKINFO);
        writer.Text(LinkKindAttribute.IFLA_INFO_KIND, "veth");
        writer.EndNest(nest);
        return writer.Finish(9).ToArray();
    }

    private static byte[] Acknowledgement(uint sequence, int errno, string explanation)
    {
        var writer = new NetlinkWriter(
            new byte[512], (RouteMessage)NetlinkProtocol.NLMSG_ERROR, NetlinkFlags.NLM_F_CAPPED | NetlinkFlags.NLM_F_ACK_TLVS);
        writer.Structure(errno);
        writer.Structure(new NlMsgHdr { nlmsg_len = 400 });
        writer.Text(NetlinkProtocol.NLMSGERR_ATTR_MSG, explanation);
        return writer.Finish(sequence).ToArray();
    }
}

using Caisson.Linux.DBus;

namespace Caisson.Linux.Tests.DBus;

/// <summary>Marshalling, against bytes that another implementation made, and against what a hostile one would.</summary>
public class DBusMessageTests
{
    // python3, struct.pack: a call with the signature ssa(sv), every alignment that a unit's properties need.
    private const string Call =
        "6c010001c2000000090000004d00000001016f00020000002f6f0000000000000201730003000000612e4900000000000301"
        + "7300010000004d000000000000000601730003000000612e6200000000000801670007737361287376290000000007000000"
        + "612e73636f706500070000007265706c61636500a20000000000000004000000504944730002617500000000040000000700"
        + "00000800000044656c6567617465000162000100000000000000090000004d656d6f72794d61780001740000000000000000"
        + "05000000000000000b000000446576696365416c6c6f77000561287373290000170000000000000008000000636861722d70"
        + "74730000000002000000727700000b000000416c6c6f776564435055730002617900020000000501";

    [Fact]
    public void WriteCall_EveryAlignment_IsAsTheSpecificationSays()
    {
        var call = new DBusCall("a.b", "/o", "a.I", "M", "ssa(sv)");
        call.Body.WriteText("a.scope");
        call.Body.WriteText("replace");
        (int, int) array = call.Body.BeginArray('(');
        (string, DBusValue)[] properties =
        [
            ("PIDs", DBusValue.Array("u", DBusValue.Natural(7u))),
            ("Delegate", DBusValue.Boolean(true)),
            ("MemoryMax", DBusValue.Natural(5ul)),
            ("DeviceAllow", DBusValue.Array("(ss)", DBusValue.Struct(DBusValue.Text("char-pts"), DBusValue.Text("rw")))),
            ("AllowedCPUs", DBusValue.Bytes([5, 1])),
        ];
        foreach ((string name, DBusValue value) in properties)
        {
            call.Body.Align(8);
            call.Body.WriteText(name);
            value.WriteVariantTo(call.Body);
        }

        call.Body.EndArray(array);

        Assert.Equal(Call, Convert.ToHexStringLower(DBusMessage.WriteCall(9, "a.b", call)));
    }

    [Fact]
    public void Parse_WrittenCall_HasItsFields()
    {
        byte[] bytes = Convert.FromHexString(Call);

        Assert.Equal(bytes.Length, DBusMessage.TotalBytes(bytes));
        DBusMessage message = DBusMessage.Parse(bytes);

        Assert.Equal((DBusMessageType.MethodCall, "M", "a.I", "ssa(sv)"), (message.Type, message.Member, message.Interface, message.Signature));
        DBusReader body = message.Body("ssa(sv)");
        Assert.Equal("a.scope", body.ReadText());
        Assert.Equal("replace", body.ReadText());
    }

    [Fact]
    public void Parse_BigEndian_IsRead()
    {
        // "B", method return, to serial 258, no body.
        byte[] bytes = Convert.FromHexString("42020001" + "00000000" + "00000001" + "00000008" + "0501750000000102");

        Assert.Equal(24, DBusMessage.TotalBytes(bytes));
        Assert.Equal(258u, DBusMessage.Parse(bytes).ReplySerial);
    }

    [Theory]
    [InlineData("78020001000000000100000000000000")]
    [InlineData("6c020002000000000100000000000000")]
    [InlineData("6c020001ffffffff0100000000000000")]
    [InlineData("6c0200010000000001000000ffffffff")]
    [InlineData("6c020001000000f80100000010000000")]
    public void TotalBytes_NoMessageOrTooLong_IsRefused(string start) =>
        Assert.Throws<DBusException>(() => DBusMessage.TotalBytes(Convert.FromHexString(start)));

    [Fact]
    public void Parse_AnyByteChanged_IsReadOrRefused()
    {
        byte[] whole = Convert.FromHexString(Call);
        for (int i = 4; i < whole.Length; i++)
        {
            foreach (byte value in (byte[])[0, 1, 0x28, 0x61, 0x7f, 0x80, 0xff])
            {
                byte[] bytes = [.. whole];
                bytes[i] = value;
                try
                {
                    DBusReader body = DBusMessage.Parse(bytes).Body("ssa(sv)");
                    body.ReadText();
                    body.ReadText();
                    int end = body.ReadArrayEnd('(');
                    while (body.Position < end)
                    {
                        body.Align(8);
                        body.ReadText();
                        body.SkipVariant();
                    }
                }
                catch (DBusException)
                {
                    // Said so: as good as read.
                }
            }
        }
    }

    [Fact]
    public void Parse_CutAnywhere_IsReadOrRefused()
    {
        byte[] whole = Convert.FromHexString(Call);
        for (int length = DBusMessage.FixedBytes; length < whole.Length; length++)
        {
            try
            {
                DBusMessage.Parse(whole[..length]).Body("ssa(sv)").ReadText();
            }
            catch (DBusException)
            {
                // As above.
            }
        }
    }

    [Theory]
    [InlineData("61616161616161616161616161616161616161616161616161616161616161616161616161616161")]
    [InlineData("28282828282828282828282828282828282828282828282828282828282828282828282828282828")]
    [InlineData("76")]
    [InlineData("61")]
    [InlineData("6128")]
    [InlineData("28")]
    [InlineData("2829")]
    [InlineData("5a")]
    [InlineData("7575")]
    [InlineData("")]
    public void SkipVariant_HostileSignature_EndsSoon(string signature)
    {
        byte[] name = Convert.FromHexString(signature);
        byte[] bytes = [(byte)name.Length, .. name, 0, .. new byte[64]];

        try
        {
            new DBusReader(bytes, isBigEndian: false).SkipVariant();
        }
        catch (DBusException)
        {
            // As above.
        }
    }

    [Fact]
    public void SkipVariant_VariantsInVariants_AreNotFollowedForEver()
    {
        byte[] bytes = new byte[3 * 10_000];
        for (int i = 0; i + 3 <= bytes.Length; i += 3)
        {
            (bytes[i], bytes[i + 1]) = (1, (byte)'v');
        }

        Assert.Throws<DBusException>(() => new DBusReader(bytes, isBigEndian: false).SkipVariant());
    }

    [Fact]
    public void WriteText_Nul_IsRefused() => Assert.Throws<DBusException>(() => new DBusWriter().WriteText("a\0b"));
}

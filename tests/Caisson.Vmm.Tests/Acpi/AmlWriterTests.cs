using Caisson.Vmm.Acpi;

namespace Caisson.Vmm.Tests.Acpi;

/// <summary>The encoding of AML; ACPI 6.3, section 20.2.</summary>
public class AmlWriterTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "01")]
    [InlineData(2, "0A02")]
    [InlineData(0xFF, "0AFF")]
    [InlineData(0x100, "0B0001")]
    [InlineData(0x10000, "0C00000100")]
    public void Integer_OfAnySize_TakesTheShortestForm(int value, string expected)
    {
        var aml = new AmlWriter();
        aml.Integer((uint)value);

        Assert.Equal(expected, Convert.ToHexString(aml.ToArray()));
    }

    // A package's length counts itself: with a scope's name of four characters, that many bytes inside.
    [Theory]
    [InlineData(62 - 4, "3F")]
    [InlineData(63 - 4, "4104")]
    [InlineData(0xFFD - 4, "4FFF")]
    [InlineData(0xFFE - 4, "810001")]
    public void Scope_OfAnyLength_SaysItInAsFewBytesAsItTakes(int bytesInside, string expected)
    {
        var aml = new AmlWriter();
        aml.Scope("ABCD", inside =>
        {
            for (int i = 0; i < bytesInside; i++)
            {
                inside.Integer(0);
            }
        });

        byte[] bytes = aml.ToArray();
        Assert.Equal(0x10, bytes[0]);
        Assert.Equal(expected, Convert.ToHexString(bytes.AsSpan(1, expected.Length / 2)));
        Assert.Equal(1 + (expected.Length / 2) + 4 + bytesInside, bytes.Length);
    }

    [Theory]
    [InlineData("A", "415F5F5F")]
    [InlineData(@"\_SB", "5C5F53425F")]
    [InlineData("_SB.PWRB", "2E5F53425F50575242")]
    public void NameString_OfOneOrTwoSegments_IsFilledUp(string name, string expected)
    {
        var aml = new AmlWriter();
        aml.NameString(name);

        Assert.Equal(expected, Convert.ToHexString(aml.ToArray()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ABCDE")]
    [InlineData("A.B.C")]
    [InlineData("A..B")]
    public void NameString_OfAnotherForm_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => new AmlWriter().NameString(name));
}

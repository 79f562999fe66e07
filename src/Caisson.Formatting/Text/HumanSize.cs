using Caisson.Formatting.Templates.Printing;

namespace Caisson.Formatting.Text;

/// <summary>Numbers of bytes for people, as Docker writes them: powers of 1000, few digits.</summary>
public static class HumanSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    private static readonly string[] BinaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A number of bytes.</summary>
    /// <param name="bytes">The number.</param>
    /// <param name="digits">Significant digits: Docker's lists have 3, its messages 4.</param>
    public static string Of(double bytes, int digits = 4) => Of(bytes, digits, 1000, Units);

    /// <summary>A number of bytes in powers of 1024, as sizes of memory are written.</summary>
    /// <param name="bytes">The number.</param>
    public static string Binary(double bytes) => Of(bytes, 4, 1024, BinaryUnits);

    private static string Of(double bytes, int digits, int step, string[] units)
    {
        int unit = 0;
        while (bytes >= step && unit < units.Length - 1)
        {
            bytes /= step;
            unit++;
        }

        return GoNumber.General(bytes, digits) + units[unit];
    }
}

using Caisson.Formatting.Templates.Printing;

namespace Caisson.Formatting.Text;

/// <summary>Numbers of bytes for people, as Docker writes them: powers of 1000, few digits.</summary>
public static class HumanSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>A number of bytes.</summary>
    /// <param name="bytes">The number.</param>
    /// <param name="digits">Significant digits: Docker's lists have 3, its messages 4.</param>
    public static string Of(double bytes, int digits = 4)
    {
        const int Step = 1000;
        int unit = 0;
        while (bytes >= Step && unit < Units.Length - 1)
        {
            bytes /= Step;
            unit++;
        }

        return GoNumber.General(bytes, digits) + Units[unit];
    }
}

using System.Globalization;
using Caisson.Linux;
using Caisson.Linux.Files;

namespace Caisson.Runtime.State;

/// <summary>User names of the host; passwd(5).</summary>
internal static class Users
{
    /// <summary>The name of a user, or the number where it has none.</summary>
    internal static string NameOf(uint userId)
    {
        string number = userId.ToString(CultureInfo.InvariantCulture);
        try
        {
            foreach (string line in FileSystem.ReadAllText("/etc/passwd").Split('\n'))
            {
                string[] fields = line.Split(':');
                if (fields.Length > 2 && fields[2] == number)
                {
                    return fields[0];
                }
            }
        }
        catch (LinuxException)
        {
            // A host without the file has numbers only.
        }

        return number;
    }
}

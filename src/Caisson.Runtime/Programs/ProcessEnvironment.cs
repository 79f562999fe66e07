using System.Globalization;
using System.Text;
using Caisson.Linux;
using Caisson.Linux.Files;

namespace Caisson.Runtime.Programs;

/// <summary>The environment of a process in the container.</summary>
internal static class ProcessEnvironment
{
    /// <summary>The variables of config.json, the last of each name, and HOME where it is not among them.</summary>
    /// <param name="variables">As <c>NAME=value</c>.</param>
    /// <param name="userId">Whose home is looked up in the container's <c>/etc/passwd</c>.</param>
    /// <param name="passwd">Gives that file's text; asked only where it is needed.</param>
    internal static List<string> Build(IReadOnlyList<string>? variables, uint userId, Func<string> passwd)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        var environment = new List<string>();
        foreach (string variable in variables ?? [])
        {
            int equals = variable.IndexOf('=');
            string name = equals < 0 ? variable : variable[..equals];
            if (positions.TryGetValue(name, out int position))
            {
                environment[position] = variable;
            }
            else
            {
                positions[name] = environment.Count;
                environment.Add(variable);
            }
        }

        if (!positions.ContainsKey("HOME"))
        {
            environment.Add("HOME=" + HomeOf(userId, passwd()));
        }

        return environment;
    }

    /// <summary>The <c>/etc/passwd</c> of this process's root; empty where there is none of a size that such files have.</summary>
    internal static string OwnPasswd()
    {
        const int PasswdBytesMax = 1 << 20;
        try
        {
            return Encoding.UTF8.GetString(FileSystem.ReadAllBytes("/etc/passwd", PasswdBytesMax));
        }
        catch (LinuxException)
        {
            return "";
        }
    }

    // passwd(5), the image's: it may be anything.
    private static string HomeOf(uint userId, string passwd)
    {
        string number = userId.ToString(CultureInfo.InvariantCulture);
        foreach (string line in passwd.Split('\n'))
        {
            string[] fields = line.Split(':');
            if (fields.Length > 5 && fields[2] == number && fields[5].Length > 0 && !fields[5].Contains('\0', StringComparison.Ordinal))
            {
                return fields[5];
            }
        }

        return "/";
    }
}

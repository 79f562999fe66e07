using System.Globalization;
using Caisson.Linux.Cgroups.Resources;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>
/// The state of version 1's devices controller: allow or deny by default, and exceptions from that;
/// Documentation/admin-guide/cgroup-v1/devices.rst. Rules in order become such a state, or cannot.
/// </summary>
internal sealed class DeviceExceptions
{
    private readonly List<Exception> _exceptions = [];

    /// <summary>Whether what no exception speaks of is allowed.</summary>
    public bool AllowsByDefault { get; private set; }

    /// <summary>The state after these rules, from a start where all is denied.</summary>
    /// <exception cref="CgroupException">
    /// A rule takes back a part of a wider one, which version 1 cannot express.
    /// </exception>
    public static DeviceExceptions From(IReadOnlyList<CgroupDeviceRule> rules)
    {
        var state = new DeviceExceptions();
        foreach (CgroupDeviceRule rule in rules)
        {
            state.Add(rule);
        }

        return state;
    }

    /// <summary>
    /// Reads <c>devices.list</c>. Where all is allowed by default the kernel does not tell the exceptions.
    /// </summary>
    public static DeviceExceptions Parse(ReadOnlySpan<char> list)
    {
        var state = new DeviceExceptions();
        foreach (ReadOnlySpan<char> line in list.EnumerateLines())
        {
            // c 1:3 rwm
            int colon = line.IndexOf(':');
            int space = line.LastIndexOf(' ');
            if (colon < 3 || space < colon)
            {
                continue;
            }

            if (line[0] == 'a')
            {
                state._exceptions.Clear();
                state.AllowsByDefault = true;
                continue;
            }

            state._exceptions.Add(new Exception(
                line[0] == 'b' ? CgroupDeviceType.Block : CgroupDeviceType.Character,
                Number(line[2..colon]),
                Number(line[(colon + 1)..space]),
                CgroupDeviceRule.ParseAccess(line[(space + 1)..].ToString()) ?? CgroupDeviceAccess.None));
        }

        return state;
    }

    /// <summary>What the exceptions allow, one rule each; nothing where all is allowed by default.</summary>
    public List<CgroupDeviceRule> Allowed()
    {
        var rules = new List<CgroupDeviceRule>(_exceptions.Count);
        foreach (Exception exception in _exceptions)
        {
            if (!AllowsByDefault)
            {
                rules.Add(new CgroupDeviceRule(true, exception.Type, exception.Major, exception.Minor, exception.Access));
            }
        }

        return rules;
    }

    /// <summary>
    /// What to write to get from this state to another, disturbing nothing that both allow. <c>Allow</c> tells the
    /// file.
    /// </summary>
    public List<(bool Allow, string Line)> StepsTo(DeviceExceptions target)
    {
        var steps = new List<(bool, string)>();
        var present = _exceptions;
        if (AllowsByDefault || target.AllowsByDefault)
        {
            // Exceptions from "allowed" are not told, so they cannot be built upon: start over.
            steps.Add((target.AllowsByDefault, "a"));
            present = [];
        }

        foreach (Exception old in present)
        {
            CgroupDeviceAccess dropped = old.Access & ~target.AccessOf(old);
            if (dropped != CgroupDeviceAccess.None)
            {
                steps.Add((target.AllowsByDefault, (old with { Access = dropped }).Text()));
            }
        }

        foreach (Exception wanted in target._exceptions)
        {
            CgroupDeviceAccess gained = wanted.Access & ~Find(present, wanted);
            if (gained != CgroupDeviceAccess.None)
            {
                steps.Add((!target.AllowsByDefault, (wanted with { Access = gained }).Text()));
            }
        }

        return steps;
    }

    /// <summary>Whether the kernel, which reported this state, does what was asked for.</summary>
    public bool Fulfils(DeviceExceptions target)
    {
        if (AllowsByDefault || target.AllowsByDefault)
        {
            return AllowsByDefault == target.AllowsByDefault;
        }

        return _exceptions.TrueForAll(e => target.AccessOf(e) == e.Access)
            && target._exceptions.TrueForAll(e => AccessOf(e) == e.Access);
    }

    private void Add(CgroupDeviceRule rule)
    {
        if (rule.IsForAll)
        {
            _exceptions.Clear();
            AllowsByDefault = rule.Allow;
            return;
        }

        // The kernel takes "a" for everything, whatever numbers follow: a narrower rule is one for each kind.
        if (rule.Type is CgroupDeviceType.Any or CgroupDeviceType.Block)
        {
            Add(rule.Allow, new Exception(CgroupDeviceType.Block, rule.Major, rule.Minor, rule.Access));
        }

        if (rule.Type is CgroupDeviceType.Any or CgroupDeviceType.Character)
        {
            Add(rule.Allow, new Exception(CgroupDeviceType.Character, rule.Major, rule.Minor, rule.Access));
        }
    }

    private void Add(bool allow, Exception rule)
    {
        if (allow == AllowsByDefault)
        {
            Remove(rule);
            return;
        }

        for (int i = 0; i < _exceptions.Count; i++)
        {
            if (_exceptions[i].IsSameDevice(rule))
            {
                _exceptions[i] = rule with { Access = rule.Access | _exceptions[i].Access };
                return;
            }
        }

        _exceptions.Add(rule);
    }

    private void Remove(Exception rule)
    {
        for (int i = _exceptions.Count - 1; i >= 0; i--)
        {
            Exception exception = _exceptions[i];
            if (!exception.Overlaps(rule) || (exception.Access & rule.Access) == CgroupDeviceAccess.None)
            {
                continue;
            }

            if (!rule.Covers(exception))
            {
                // The kernel would silently keep the wider exception as it is.
                throw new CgroupException(
                    $"cgroup: devices: cgroup v1 cannot {(AllowsByDefault ? "allow" : "deny")} \"{rule.Text()}\" "
                    + $"after the wider \"{exception.Text()}\" (set at resources.devices)");
            }

            CgroupDeviceAccess rest = exception.Access & ~rule.Access;
            if (rest == CgroupDeviceAccess.None)
            {
                _exceptions.RemoveAt(i);
            }
            else
            {
                _exceptions[i] = exception with { Access = rest };
            }
        }
    }

    private CgroupDeviceAccess AccessOf(Exception device) => Find(_exceptions, device);

    private static CgroupDeviceAccess Find(List<Exception> exceptions, Exception device)
    {
        foreach (Exception exception in exceptions)
        {
            if (exception.IsSameDevice(device))
            {
                return exception.Access;
            }
        }

        return CgroupDeviceAccess.None;
    }

    private static uint? Number(ReadOnlySpan<char> text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value) ? value : null;

    private readonly record struct Exception(CgroupDeviceType Type, uint? Major, uint? Minor, CgroupDeviceAccess Access)
    {
        public bool IsSameDevice(Exception other) =>
            Type == other.Type && Major == other.Major && Minor == other.Minor;

        public bool Covers(Exception other) =>
            Type == other.Type && (Major is null || Major == other.Major) && (Minor is null || Minor == other.Minor);

        public bool Overlaps(Exception other) =>
            Type == other.Type
            && (Major is null || other.Major is null || Major == other.Major)
            && (Minor is null || other.Minor is null || Minor == other.Minor);

        public string Text() =>
            $"{(Type == CgroupDeviceType.Block ? 'b' : 'c')} {Text(Major)}:{Text(Minor)} {Access.Letters()}";

        private static string Text(uint? number) =>
            number is null ? "*" : number.Value.ToString(CultureInfo.InvariantCulture);
    }
}

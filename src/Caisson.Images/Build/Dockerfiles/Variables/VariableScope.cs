namespace Caisson.Images.Build.Dockerfiles.Variables;

/// <summary>
/// The ARG variables of a build: what the Dockerfile declares, with what it defaults to, against what <c>--build-arg</c>
/// gives. A stage has a scope of its own, which knows the values before the first FROM only for names that it declares
/// again.
/// </summary>
public sealed class VariableScope
{
    private static readonly string[] Predefined =
    [
        "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy",
        "ALL_PROXY", "all_proxy",
    ];

    private readonly IReadOnlyDictionary<string, string> _given;
    private readonly Dictionary<string, string> _global;
    private readonly Dictionary<string, string?> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used;
    private readonly bool _isGlobal;

    /// <summary>The scope before the first FROM.</summary>
    /// <param name="given">The values of <c>--build-arg</c>.</param>
    /// <param name="automatic">Those that the builder sets, such as <c>TARGETARCH</c>.</param>
    public VariableScope(IReadOnlyDictionary<string, string> given, IReadOnlyDictionary<string, string> automatic)
    {
        _given = given;
        _global = new Dictionary<string, string>(automatic, StringComparer.Ordinal);
        _used = new HashSet<string>(StringComparer.Ordinal);
        _isGlobal = true;
    }

    private VariableScope(VariableScope parent)
    {
        _given = parent._given;
        _global = parent._global;
        _used = parent._used;
    }

    /// <summary>The scope of a stage; nothing is declared in it yet.</summary>
    public VariableScope BeginStage() => new(this);

    /// <summary>A copy for a stage that starts from the one that this belongs to: its declarations hold there too.</summary>
    public VariableScope Inherit()
    {
        VariableScope scope = new(this);
        foreach ((string name, string? value) in _declared)
        {
            scope._declared[name] = value;
        }

        return scope;
    }

    /// <summary>Declares a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its default, expanded; null where it has none.</param>
    public void Declare(string name, string? value)
    {
        lock (_used)
        {
            _used.Add(name);
        }

        if (!_isGlobal)
        {
            _declared[name] = value;
        }
        else if (_given.TryGetValue(name, out string? given))
        {
            _global[name] = given;
        }
        else if (value is not null)
        {
            _global[name] = value;
        }
    }

    /// <summary>The value of a variable; null where it is not declared here, or has none.</summary>
    public string? Find(string name)
    {
        if (_isGlobal)
        {
            return _global.TryGetValue(name, out string? value) ? value
                : IsPredefined(name) ? _given.GetValueOrDefault(name)
                : null;
        }

        if (!_declared.TryGetValue(name, out string? byDefault))
        {
            return IsPredefined(name) ? _given.GetValueOrDefault(name) : null;
        }

        return _given.GetValueOrDefault(name) ?? byDefault ?? _global.GetValueOrDefault(name);
    }

    /// <summary>What a RUN gets in its environment: declared variables and predefined ones that have values, sorted by name.</summary>
    /// <param name="isDeclared">Whether only what the Dockerfile declares is wanted, as for histories and the cache.</param>
    public IReadOnlyList<NameValue> All(bool isDeclared)
    {
        SortedDictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string name in _declared.Keys.Concat(isDeclared ? [] : Predefined))
        {
            if (Find(name) is { } value)
            {
                values[name] = value;
            }
        }

        return [.. values.Select(v => new NameValue(v.Key, v.Value))];
    }

    /// <summary>The names of build arguments that were given and that nothing declared so far, sorted.</summary>
    public IReadOnlyList<string> Unused()
    {
        lock (_used)
        {
            return [.. _given.Keys.Where(n => !_used.Contains(n) && !IsPredefined(n)).Order(StringComparer.Ordinal)];
        }
    }

    private static bool IsPredefined(string name) => Array.IndexOf(Predefined, name) >= 0;
}

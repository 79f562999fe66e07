using System.Globalization;
using Caisson.Engine;
using Caisson.Engine.Filtering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Caisson.Api.Requests;

/// <summary>Query parameters, read as dockerd reads them.</summary>
internal readonly struct Query
{
    private readonly IQueryCollection _values;

    internal Query(IQueryCollection values) => _values = values;

    /// <summary>Whether a parameter is there, even if it is empty.</summary>
    internal bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A text; empty where it is missing.</summary>
    internal string Text(string name) => _values.TryGetValue(name, out StringValues values) ? values.ToArray().FirstOrDefault() ?? "" : "";

    /// <summary>All texts of a parameter.</summary>
    internal string[] Texts(string name) =>
        _values.TryGetValue(name, out StringValues values) ? [.. values.Select(v => v ?? "")] : [];

    /// <summary>A switch: off for nothing, <c>0</c>, <c>no</c>, <c>false</c> and <c>none</c>, else on.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="missing">What it is where it is missing.</param>
    internal bool Flag(string name, bool missing = false) =>
        !Has(name) ? missing : Text(name).Trim().ToLowerInvariant() is not ("" or "0" or "no" or "false" or "none");

    /// <summary>A number; 0 for what is none, as dockerd takes it for most parameters.</summary>
    internal long NumberOrZero(string name) => long.TryParse(Text(name).Trim(), CultureInfo.InvariantCulture, out long value) ? value : 0;

    /// <summary>A number.</summary>
    /// <returns>Null where it is missing or empty.</returns>
    /// <exception cref="EngineException">It is none.</exception>
    internal long? Number(string name)
    {
        string text = Text(name);
        return text.Length == 0 ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value
            : throw new EngineException(
                EngineErrorKind.InvalidParameter, $"strconv.Atoi: parsing \"{text}\": invalid syntax");
    }

    /// <summary>Filters.</summary>
    /// <exception cref="EngineException">They are malformed.</exception>
    internal FilterSet Filters(string name = "filters") => FilterSet.Parse(Text(name));
}

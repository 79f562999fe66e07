using Caisson.Engine.Filtering;
using Caisson.Images;
using Caisson.Images.Build.Context;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Engine.Images;

/// <summary>Which images somebody wants to see or remove: the filters of <c>docker image ls</c> and <c>prune</c>.</summary>
public sealed class ImageFilters
{
    private readonly List<Func<StoredImage, bool>> _conditions = [];
    private readonly List<string> _references = [];

    private ImageFilters()
    {
    }

    /// <summary>Whether images without a name are wanted, or those with one; null for both.</summary>
    public bool? Dangling { get; private set; }

    /// <summary>Reads filters.</summary>
    /// <param name="filters"><c>NAME=VALUE</c>: before, dangling, label, label!, reference, since, until.</param>
    /// <param name="catalog">Where images are that others are compared with.</param>
    /// <param name="clock">What <c>until</c> counts from.</param>
    /// <exception cref="ImageException">One is unknown, its value wrong, or the image that it names is not there.</exception>
    public static ImageFilters Parse(IEnumerable<string> filters, ImageCatalog catalog, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentNullException.ThrowIfNull(catalog);
        ImageFilters all = new();
        foreach (string filter in filters)
        {
            int equals = filter.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? filter : filter[..equals];
            all.Add(name.Trim().ToLowerInvariant(), equals < 0 ? "" : filter[(equals + 1)..].Trim(), catalog, clock);
        }

        if (all._references.Count > 0)
        {
            all._conditions.Add(image => image.Names.Any(all.IsWanted));
        }

        return all;
    }

    /// <summary>Wants images whose name fits a pattern: a repository, or a repository and tag, with <c>*</c> and
    /// <c>?</c>.</summary>
    /// <param name="pattern">The pattern.</param>
    public ImageFilters WithReference(string pattern)
    {
        if (_references.Count == 0)
        {
            _conditions.Add(image => image.Names.Any(IsWanted));
        }

        AddReference(pattern);
        return this;
    }

    /// <summary>Whether an image is wanted.</summary>
    public bool Matches(StoredImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return (Dangling is null || Dangling == (image.Names.Count == 0)) && _conditions.TrueForAll(c => c(image));
    }

    /// <summary>Whether one of an image's names is wanted, where there are patterns for names.</summary>
    public bool IsWanted(ImageReference name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _references.Count == 0
            || _references.Exists(p => PathPattern.Matches(p, name.Familiar) || PathPattern.Matches(p, name.FamiliarName));
    }

    private void Add(string name, string value, ImageCatalog catalog, TimeProvider clock)
    {
        switch (name)
        {
            case "dangling":
                Dangling = value.ToLowerInvariant() switch
                {
                    "1" or "t" or "true" => true,
                    "0" or "f" or "false" => false,
                    _ => throw Invalid(name, value),
                };
                break;
            case "label":
                _conditions.Add(image => HasLabel(image, value));
                break;
            case "label!":
                _conditions.Add(image => !HasLabel(image, value));
                break;
            case "reference":
                AddReference(value);
                break;
            case "before":
                DateTimeOffset end = Created(catalog.Get(value));
                _conditions.Add(image => Created(image) < end);
                break;
            case "since":
                DateTimeOffset start = Created(catalog.Get(value));
                _conditions.Add(image => Created(image) > start);
                break;
            case "until":
                DateTimeOffset last = FilterMoment.TryParse(value, clock) ?? throw Invalid(name, value);
                _conditions.Add(image => Created(image) < last);
                break;
            default:
                throw new ImageException(ImageErrorKind.InvalidReference, $"invalid filter '{name}'");
        }
    }

    private void AddReference(string pattern)
    {
        if (!PathPattern.IsValid(pattern))
        {
            throw Invalid("reference", pattern);
        }

        _references.Add(pattern);
    }

    private static ImageException Invalid(string name, string value) =>
        new(ImageErrorKind.InvalidReference, $"invalid filter '{name}={value}'");

    private static bool HasLabel(StoredImage image, string wanted)
    {
        int equals = wanted.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? wanted : wanted[..equals];
        return image.Config.Config?.Labels is { } labels && labels.TryGetValue(name, out string? value)
            && (equals < 0 || value == wanted[(equals + 1)..]);
    }

    private static DateTimeOffset Created(StoredImage image) =>
        ImageTime.TryParse(image.Config.Created ?? "", out DateTimeOffset time) ? time : DateTimeOffset.UnixEpoch;
}

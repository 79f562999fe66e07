using Caisson.Cli.Client;
using Caisson.Cli.Documents;
using Caisson.Cli.Options;
using Caisson.Cli.Output;
using Caisson.Formatting.Templates;
using Caisson.Images.Store;

namespace Caisson.Cli.Verbs.Host;

/// <summary><c>inspect</c>: of whatever has the name.</summary>
internal sealed class InspectVerb : EngineVerb
{
    private const string ImageType = "image";

    // In this order: of several things with the same name, the first is shown.
    private static readonly (string Type, string Path)[] Kinds =
    [
        ("container", "/containers/{0}/json"), (ImageType, ""), ("network", "/networks/{0}"), ("volume", "/volumes/{0}"),
    ];

    private readonly TextFlag _format = FormatFlags.OfDocument();
    private readonly SwitchFlag _size = new("size", "Display total file sizes if the type is container") { Shorthand = 's' };
    private readonly TextFlag _type = new("type", "Only inspect objects of the given type");

    // What is said where no engine answers; images are there without one.
    private EngineException? _unreachable;

    /// <inheritdoc/>
    internal override string Summary => "Return low-level information on containers, images, networks and volumes";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "NAME|ID [NAME|ID...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format, _size, _type];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Any;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        if (_type.Value.Length > 0 && !Kinds.Any(k => k.Type == _type.Value))
        {
            string known = string.Join(", ", Kinds.Select(k => $"\"{k.Type}\""));
            throw new ArgumentFault($"unknown type: \"{_type.Value}\": must be one of {known}");
        }

        return new DocumentOutput(invocation, _format.Value).RunAsync(name => FindAsync(invocation, client, name));
    }

    private async Task<object?> FindAsync(Invocation invocation, EngineClient client, string name)
    {
        foreach ((string type, string path) in Kinds.Where(k => _type.Value.Length == 0 || _type.Value == k.Type))
        {
            object? found = type == ImageType ? Image(invocation, name) : await AskAsync(invocation, client, type, path, name).ConfigureAwait(false);
            if (found is not null)
            {
                return found;
            }
        }

        throw new ArgumentFault(_type.Value == ImageType ? $"{ProgramInfo.Name}: no such image: {name}" : _unreachable?.Message ?? $"Error: No such object: {name}");
    }

    private async Task<object?> AskAsync(Invocation invocation, EngineClient client, string type, string path, string name)
    {
        if (_unreachable is not null)
        {
            return null;
        }

        try
        {
            Query query = new Query().Add("size", _size.Value && type == "container");
            string request = path.Replace("{0}", EngineClient.Escape(name), StringComparison.Ordinal);
            return ApiDocument.Of(await client.GetAsync(request, query, invocation.Cancellation).ConfigureAwait(false));
        }
        catch (EngineException e) when (e.IsUnreachable && type == _type.Value)
        {
            throw new ArgumentFault(e.Message);
        }
        catch (EngineException e) when (e.IsUnreachable)
        {
            _unreachable = e;
            return null;
        }
        catch (EngineException e) when (_type.Value.Length == 0 && e.IsNotFound)
        {
            return null;
        }
    }

    private static TemplateRecord? Image(Invocation invocation, string name)
    {
        using ImageStore store = invocation.OpenStore();
        return store.Images.TryGet(name) is { } image ? ImageDocument.Of(store, image) : null;
    }
}

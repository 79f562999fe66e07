using Caisson.Images.Build.Dockerfiles.Instructions;
using static Caisson.Images.Build.Dockerfiles.Parsing.InstructionFlags.Kind;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>Reads COPY and ADD.</summary>
internal static class FileInstructions
{
    internal static CopyInstruction Copy(Parts parts)
    {
        InstructionFlags flags = InstructionFlags.Read(
            parts.Flags,
            ("from", Text),
            ("chown", Text),
            ("chmod", Text),
            ("link", Switch),
            ("parents", Switch),
            ("exclude", Texts));
        return new CopyInstruction(parts.Lines, Files(parts, flags, "COPY"), flags.Text("from"));
    }

    internal static AddInstruction Add(Parts parts)
    {
        InstructionFlags flags = InstructionFlags.Read(
            parts.Flags,
            ("chown", Text),
            ("chmod", Text),
            ("link", Switch),
            ("exclude", Texts),
            ("checksum", Text),
            ("keep-git-dir", Switch),
            ("unpack", Switch));
        return new AddInstruction(
            parts.Lines,
            Files(parts, flags, "ADD"),
            flags.Text("checksum"),
            flags.Switch("keep-git-dir") ?? false,
            flags.Switch("unpack"));
    }

    private static SourcesAndDestination Files(Parts parts, InstructionFlags flags, string keyword)
    {
        IReadOnlyList<string> words = parts.WordsOrJson();
        if (words.Count < 2)
        {
            throw new FormatException(
                $"{keyword} requires at least two arguments, but only one was provided. Destination could not be determined");
        }

        string destination = words[^1];
        if (parts.Heredocs.Count > 0 && HeredocMarker.TryParse(destination) is not null)
        {
            throw new FormatException($"{keyword} cannot accept a heredoc as a destination");
        }

        List<string> sources = [];
        List<Heredoc> documents = [];
        for (int i = 0; i < words.Count - 1; i++)
        {
            if (parts.Heredocs.Count > 0 && HeredocMarker.TryParse(words[i]) is { } marker && Find(parts, marker) is { } document)
            {
                documents.Add(document);
            }
            else
            {
                sources.Add(words[i]);
            }
        }

        return new SourcesAndDestination(sources, documents, destination)
        {
            Owner = flags.Text("chown"),
            Mode = flags.Text("chmod"),
            Link = flags.Switch("link") ?? false,
            KeepsParents = flags.Switch("parents") ?? false,
            Excludes = flags.Texts("exclude"),
        };
    }

    // Of two documents with one name the later counts, as with Docker.
    private static Heredoc? Find(Parts parts, HeredocMarker marker) => parts.Heredocs.LastOrDefault(d => d.Name == marker.Name);
}

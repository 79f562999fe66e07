using Caisson.Linux.Files;

namespace Caisson.Images.Layers.Tar;

/// <summary>
/// What extended headers say of an entry; POSIX.1-2017 pax, "pax Extended Header", with the keywords of GNU tar's sparse
/// files and Joerg Schilling's extended attributes. Null is "not said". Keywords that are not known are passed over.
/// </summary>
internal sealed class PaxHeader
{
    private List<TarXattr>? _attributes;

    internal byte[]? Path { get; private set; }

    internal byte[]? LinkPath { get; private set; }

    internal long? SizeBytes { get; private set; }

    internal long? UserId { get; private set; }

    internal long? GroupId { get; private set; }

    internal FileTime? ModifiedAt { get; private set; }

    /// <summary>What the <c>GNU.sparse</c> keywords say; null without any.</summary>
    internal PaxSparse? Sparse { get; private set; }

    /// <summary>Extended attributes, each name once.</summary>
    internal IReadOnlyList<TarXattr> Attributes => _attributes ?? (IReadOnlyList<TarXattr>)[];

    /// <summary>Reads the records of a header: <c>LENGTH KEYWORD=VALUE\n</c>, where the length counts itself.</summary>
    /// <param name="records">The contents of the header's entry.</param>
    /// <param name="isGlobal">Whether they are meant for all entries that follow.</param>
    /// <exception cref="ImageException">A record is malformed.</exception>
    internal void Read(ReadOnlySpan<byte> records, bool isGlobal)
    {
        while (!records.IsEmpty)
        {
            int space = records.IndexOf((byte)' ');
            long length = 0;
            bool isWhole = space > 0 && TarNumber.TryParseDecimal(records[..space], out length) &&
                length <= records.Length && length >= space + 2 && records[(int)length - 1] == '\n';
            if (!isWhole)
            {
                TarError.Throw("a record of an extended header does not have the length that it says");
            }

            ReadOnlySpan<byte> record = records[(space + 1)..((int)length - 1)];
            int equals = record.IndexOf((byte)'=');
            if (equals <= 0)
            {
                TarError.Throw("a record of an extended header has no keyword");
            }

            Apply(record[..equals], record[(equals + 1)..], isGlobal);
            records = records[(int)length..];
        }
    }

    /// <summary>What this header says, and what a global one says where this says nothing.</summary>
    internal void AddDefaults(PaxHeader global)
    {
        UserId ??= global.UserId;
        GroupId ??= global.GroupId;
        ModifiedAt ??= global.ModifiedAt;
        foreach (TarXattr attribute in global.Attributes)
        {
            if (IndexOf(attribute.Name.Span) < 0)
            {
                (_attributes ??= []).Add(attribute);
            }
        }
    }

    private static ReadOnlySpan<byte> SparsePrefix => "GNU.sparse."u8;

    private static ReadOnlySpan<byte> AttributePrefix => "SCHILY.xattr."u8;

    private void Apply(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value, bool isGlobal)
    {
        if (keyword.StartsWith(AttributePrefix))
        {
            SetAttribute(keyword[AttributePrefix.Length..], value);
            return;
        }

        if (keyword.StartsWith(SparsePrefix))
        {
            RejectGlobal(keyword, isGlobal);
            (Sparse ??= new PaxSparse()).Apply(keyword[SparsePrefix.Length..], value);
            return;
        }

        // An empty value takes back what was said before.
        if (keyword.SequenceEqual("path"u8))
        {
            RejectGlobal(keyword, isGlobal);
            Path = Name(keyword, value);
        }
        else if (keyword.SequenceEqual("linkpath"u8))
        {
            RejectGlobal(keyword, isGlobal);
            LinkPath = Name(keyword, value);
        }
        else if (keyword.SequenceEqual("size"u8))
        {
            RejectGlobal(keyword, isGlobal);
            SizeBytes = Number(keyword, value);
        }
        else if (keyword.SequenceEqual("uid"u8))
        {
            UserId = Number(keyword, value);
        }
        else if (keyword.SequenceEqual("gid"u8))
        {
            GroupId = Number(keyword, value);
        }
        else if (keyword.SequenceEqual("mtime"u8))
        {
            ModifiedAt = value.IsEmpty ? null : Time(value);
        }
    }

    private void SetAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.IsEmpty || name.Contains((byte)0))
        {
            TarError.Throw("an extended attribute has no name, or a NUL in it");
        }

        int index = IndexOf(name);
        if (index >= 0)
        {
            _attributes!.RemoveAt(index);
        }

        (_attributes ??= []).Add(new TarXattr(name.ToArray(), value.ToArray()));
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < Attributes.Count; i++)
        {
            if (Attributes[i].Name.Span.SequenceEqual(name))
            {
                return i;
            }
        }

        return -1;
    }

    // One name, length or map for every entry of an archive is a mistake or a trap.
    private static void RejectGlobal(ReadOnlySpan<byte> keyword, bool isGlobal)
    {
        if (isGlobal)
        {
            TarError.Throw($"a global extended header sets {TarText.Display(keyword)}");
        }
    }

    private static byte[]? Name(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value)
    {
        if (value.Contains((byte)0))
        {
            TarError.Throw($"{TarText.Display(keyword)} of an extended header contains a NUL: {TarText.Display(value)}");
        }

        return value.IsEmpty ? null : value.ToArray();
    }

    private static long? Number(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value) =>
        value.IsEmpty ? null
        : TarNumber.TryParseDecimal(value, out long number) ? number
        : throw TarError.Invalid($"{TarText.Display(keyword)} of an extended header is no number: {TarText.Display(value)}");

    // Seconds with an optional sign and fraction; digits after the ninth are cut off.
    private static FileTime Time(ReadOnlySpan<byte> value)
    {
        bool isNegative = value[0] == '-';
        ReadOnlySpan<byte> text = isNegative ? value[1..] : value;
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? [] : text[(point + 1)..];
        uint nanoseconds = 0;
        bool isValid = TarNumber.TryParseDecimal(whole, out long seconds) && !fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        for (int i = 0; isValid && i < 9; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i < fraction.Length ? (uint)(fraction[i] - '0') : 0);
        }

        return !isValid ? throw TarError.Invalid($"mtime of an extended header is no time: {TarText.Display(value)}")
            : !isNegative ? new FileTime(seconds, nanoseconds)
            : nanoseconds == 0 ? new FileTime(-seconds)
            : new FileTime(-seconds - 1, 1_000_000_000 - nanoseconds);
    }
}

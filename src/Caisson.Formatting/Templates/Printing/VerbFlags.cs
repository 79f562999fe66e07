namespace Caisson.Formatting.Templates.Printing;

/// <summary>What stands between <c>%</c> and the width.</summary>
[Flags]
internal enum VerbFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>-</c>: padded on the right.</summary>
    Left = 1,

    /// <summary><c>+</c>: always a sign; ASCII only.</summary>
    Plus = 2,

    /// <summary>A space where there is no sign.</summary>
    Space = 4,

    /// <summary><c>#</c>: another form.</summary>
    Sharp = 8,

    /// <summary><c>0</c>: padded with zeros.</summary>
    Zero = 16,
}

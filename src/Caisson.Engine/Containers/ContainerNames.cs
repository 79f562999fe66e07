using System.Security.Cryptography;

namespace Caisson.Engine.Containers;

/// <summary>Names and ids of containers.</summary>
internal static class ContainerNames
{
    private const int IdBytes = 32;

    // What Docker calls the one kind of name that it never takes.
    private const string Pattern = "[a-zA-Z0-9][a-zA-Z0-9_.-]";

    private static readonly string[] Manners =
    [
        "able", "agile", "amber", "ample", "ancient", "apt", "ardent", "balanced", "bold", "brave", "breezy", "bright", "brisk",
        "calm", "candid", "careful", "cheerful", "clear", "clever", "cobalt", "cordial", "cosy", "crisp", "curious", "daring",
        "deft", "diligent", "dreamy", "eager", "early", "earnest", "easy", "eloquent", "fabled", "fair", "faithful", "fearless",
        "fleet", "fluent", "fond", "frank", "free", "fresh", "gallant", "gentle", "genial", "glad", "golden", "graceful", "grand",
        "happy", "hardy", "hearty", "honest", "hopeful", "humble", "ideal", "idle", "jolly", "jovial", "joyful", "keen", "kind",
        "lively", "loyal", "lucid", "lucky", "lunar", "mellow", "merry", "mighty", "mild", "modest", "neat", "nimble", "noble",
        "novel", "patient", "peaceful", "placid", "playful", "polite", "proud", "prudent", "quick", "quiet", "rapid", "ready",
        "robust", "rosy", "serene", "shiny", "silent", "silver", "sincere", "smart", "smooth", "snug", "solid", "sound", "spry",
        "steady", "stout", "sunny", "swift", "tender", "thorough", "tidy", "tranquil", "trusty", "upbeat", "valiant", "velvet",
        "vivid", "warm", "watchful", "willing", "wise", "witty", "zealous", "zesty",
    ];

    // Whoever built under water, bridges, harbours, ships and the machines for them; and whoever those stood on.
    private static readonly string[] People =
    [
        "agricola", "archimedes", "arkwright", "armstrong", "baker", "bazalgette", "beaufort", "bell", "bramah", "brindley",
        "brunel", "cayley", "cochrane", "coignet", "coulomb", "cousteau", "cugnot", "davy", "diesel", "eads", "eiffel", "ellet",
        "ericsson", "fairbairn", "faraday", "finley", "fourier", "freyssinet", "froude", "fulton", "galvani", "gauss", "goethals",
        "halley", "heron", "hodgkinson", "hooke", "howe", "hughes", "huygens", "jessop", "joule", "kaplan", "kelvin", "laval",
        "lavoisier", "leeghwater", "lesseps", "leupold", "lilienthal", "lovelace", "maillart", "maxwell", "mercator", "mitchell",
        "monge", "montgolfier", "morandi", "murdoch", "nasmyth", "navier", "newcomen", "nobel", "otis", "otto", "papin", "parsons",
        "pascal", "pelton", "perronet", "piccard", "poncelet", "pytheas", "ramsden", "rankine", "rennie", "reynolds", "riquet",
        "roebling", "savery", "siemens", "smeaton", "sostratus", "stephenson", "stevin", "stokes", "telford", "tesla", "thales",
        "torricelli", "trevithick", "triger", "vauban", "venturi", "vermuyden", "vitruvius", "volta", "watt", "wheatstone",
        "whitworth", "wilkinson", "zeppelin",
    ];

    /// <summary>A new id: 64 hexadecimal digits, the first twelve of which are no number, which a host name could be taken for.</summary>
    internal static string NewId()
    {
        while (true)
        {
            string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
            if (!id.AsSpan(0, 12).ContainsAnyExceptInRange('0', '9'))
            {
                continue;
            }

            return id;
        }
    }

    /// <summary>A name at random.</summary>
    /// <param name="attempt">How many were taken already; later ones have a number.</param>
    internal static string Random(int attempt)
    {
        string name = $"{Manners[RandomNumberGenerator.GetInt32(Manners.Length)]}_{People[RandomNumberGenerator.GetInt32(People.Length)]}";
        return attempt < 6 ? name : $"{name}{RandomNumberGenerator.GetInt32(10 * attempt)}";
    }

    /// <summary>A name that somebody chose, without its slash.</summary>
    /// <exception cref="EngineException">It is none.</exception>
    internal static string Check(string name)
    {
        string bare = name.StartsWith('/') ? name[1..] : name;
        if (bare.Length < 2 || !char.IsAsciiLetterOrDigit(bare[0]) || !bare.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, $"Invalid container name ({name}), only {Pattern} are allowed");
        }

        return bare;
    }
}

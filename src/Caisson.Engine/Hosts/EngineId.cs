namespace Caisson.Engine.Hosts;

/// <summary>The id that an engine keeps for as long as its data folder.</summary>
public static class EngineId
{
    private const string FileName = "engine-id";

    /// <summary>Reads it, or makes one up.</summary>
    /// <param name="dataRoot">The data folder.</param>
    public static string Get(string dataRoot)
    {
        string path = Path.Combine(dataRoot, FileName);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } known)
        {
            return known;
        }

        string made = Guid.NewGuid().ToString();
        File.WriteAllText(path, made);
        return made;
    }
}

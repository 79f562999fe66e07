namespace Caisson.Repo.Tests.Documents;

/// <summary>README.zh.md says what README.md says: the same headings, the same code, the same links' number.</summary>
public static class Translations
{
    private const string Original = "README.md";
    private const string Translation = "README.zh.md";

    /// <summary>Finds the first place where the two part.</summary>
    /// <param name="tree">Where to look.</param>
    public static IEnumerable<Violation> Find(Tree tree)
    {
        var original = new Markdown(tree.Find(Original) ?? new SourceFile(Original, ""));
        var translation = new Markdown(tree.Find(Translation) ?? new SourceFile(Translation, ""));

        int[] levels = [.. original.Headings.Select(h => h.Level)];
        List<Markdown.Heading> headings = [.. translation.Headings];
        if (!levels.SequenceEqual(headings.Select(h => h.Level)))
        {
            int same = levels.Zip(headings, (level, h) => level == h.Level).TakeWhile(equal => equal).Count();
            yield return new Violation(
                Translation, same < headings.Count ? headings[same].Line : 0, $"has not the headings of {Original}");
        }

        for (int i = 0; i < Math.Max(original.Fences.Count, translation.Fences.Count); i++)
        {
            Markdown.Fence? one = original.Fences.ElementAtOrDefault(i);
            Markdown.Fence? other = translation.Fences.ElementAtOrDefault(i);
            if (one is null || other is null || !one.Body.SequenceEqual(other.Body))
            {
                yield return new Violation(
                    Translation, other?.Line ?? 0, $"block {i + 1} differs from that in {Original}, line {one?.Line}");
                yield break;
            }
        }
    }
}

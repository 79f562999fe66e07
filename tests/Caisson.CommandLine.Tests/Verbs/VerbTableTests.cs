using Caisson.Runtime.CommandLine;
using Caisson.Runtime.CommandLine.Verbs;

namespace Caisson.CommandLine.Tests.Verbs;

public class VerbTableTests
{
    [Fact]
    public void All_EveryVerb_IsFoundByItsName()
    {
        foreach (Verb verb in VerbTable.All())
        {
            Assert.IsType(verb.GetType(), VerbTable.Find(verb.Name));
        }
    }

    /// <summary>Each class of a verb can be called by its name.</summary>
    [Fact]
    public void All_EveryClass_IsThere()
    {
        IEnumerable<Type> declared = typeof(Verb).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Verb)));
        Assert.Equal(
            declared.Select(type => type.Name).Order(),
            VerbTable.All().Select(verb => verb.GetType().Name).Order());
    }

    [Fact]
    public void Help_EveryVerb_HasItsOptionsOnceAndFitsTheScreen()
    {
        foreach (Verb verb in VerbTable.All())
        {
            string help = verb.Help();
            Assert.StartsWith($"NAME:\n   caisson-runtime {verb.Name} - ", help, StringComparison.Ordinal);
            string[] names =
            [
                .. from line in help.Split('\n')
                   let text = line.Trim()
                   where text.StartsWith("--", StringComparison.Ordinal)
                   select text.Split(' ')[0],
            ];
            Assert.Equal(names.Distinct(), names);
            Assert.DoesNotContain("--help", names);
        }
    }

    [Fact]
    public void ProgramHelp_Text_NamesEveryVerb()
    {
        string help = ProgramHelp.Text();
        foreach (Verb verb in VerbTable.All())
        {
            Assert.Contains($"\n   {verb.Name} ", help, StringComparison.Ordinal);
        }
    }
}

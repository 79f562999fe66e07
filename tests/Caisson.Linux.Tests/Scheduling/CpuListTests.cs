using Caisson.Linux.Scheduling;

namespace Caisson.Linux.Tests.Scheduling;

public class CpuListTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("0", "0")]
    [InlineData("0-3,7", "0 1 2 3 7")]
    [InlineData(" 1 - 2 , 5 ", "1 2 5")]
    [InlineData("7,0-1,1-2", "0 1 2 7")]
    [InlineData("63-64", "63 64")]
    [InlineData("8191", "8191")]
    public void TryParse_List_IsTheSet(string text, string expected)
    {
        Assert.True(CpuList.TryParse(text, out CpuList? list, out _));
        Assert.Equal(
            expected, string.Join(' ', Enumerable.Range(0, CpuList.MaxCpus + 10).Where(list.Contains)));
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, list.Count);
        Assert.Equal(0, list.Mask.Length % 8);
        Assert.False(list.Contains(-1));
    }

    [Theory]
    [InlineData("x", "\"x\" is neither a processor (0 to 8191) nor a range of them")]
    [InlineData("8192", "\"8192\" is neither a processor (0 to 8191) nor a range of them")]
    [InlineData("99999999999", "\"99999999999\" is neither a processor (0 to 8191) nor a range of them")]
    [InlineData("-1", "\"-1\" is neither a processor (0 to 8191) nor a range of them")]
    [InlineData("1-", "\"1-\" is neither a processor (0 to 8191) nor a range of them")]
    [InlineData("1--2", "\"1--2\" is neither a processor (0 to 8191) nor a range of them")]
    [InlineData("+1", "\"+1\" is neither a processor (0 to 8191) nor a range of them")]
    [InlineData("3-2", "the range \"3-2\" ends before it begins")]
    [InlineData("1,,2", "\"\" is neither a processor (0 to 8191) nor a range of them")]
    [InlineData("1,", "a comma with nothing after it")]
    public void TryParse_NoList_SaysWhatIsWrong(string text, string expected)
    {
        Assert.False(CpuList.TryParse(text, out _, out string? error));
        Assert.Equal(expected, error);
    }
}

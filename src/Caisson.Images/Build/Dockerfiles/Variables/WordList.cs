using System.Text;

namespace Caisson.Images.Build.Dockerfiles.Variables;

/// <summary>Collects words while a text is expanded: white space that is neither quoted nor escaped separates them.</summary>
internal sealed class WordList
{
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();

    internal void Add(string text)
    {
        foreach (char c in text)
        {
            Add(c);
        }
    }

    internal void Add(char c)
    {
        if (char.IsWhiteSpace(c))
        {
            End();
        }
        else
        {
            _word.Append(c);
        }
    }

    internal void AddQuoted(string text) => _word.Append(text);

    internal void AddQuoted(char c) => _word.Append(c);

    internal List<string> Finish()
    {
        End();
        return _words;
    }

    private void End()
    {
        if (_word.Length > 0)
        {
            _words.Add(_word.ToString());
            _word.Clear();
        }
    }
}

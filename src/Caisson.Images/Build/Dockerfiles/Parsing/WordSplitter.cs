using System.Text;

namespace Caisson.Images.Build.Dockerfiles.Parsing;

/// <summary>Words of ENV, LABEL and ARG: quotes hold a word together and stay in it, for the expansion to remove.</summary>
internal static class WordSplitter
{
    /// <summary>Splits at white space outside of quotes.</summary>
    internal static List<string> Split(string text, char escape)
    {
        List<string> words = [];
        StringBuilder word = new();
        char quote = '\0';
        bool inWord = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                Finish();
                continue;
            }

            inWord = true;
            if (c == escape && quote != '\'')
            {
                // An escape at the very end escapes nothing and is dropped.
                if (i + 1 < text.Length)
                {
                    word.Append(c).Append(text[++i]);
                }

                continue;
            }

            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }

            word.Append(c);
        }

        Finish();
        return words;

        void Finish()
        {
            if (inWord && word.Length > 0)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            inWord = false;
        }
    }
}

using System.Text;

namespace Caisson.Images.Build.Dockerfiles;

/// <summary>A document within a Dockerfile, after a line with <c>&lt;&lt;NAME</c>.</summary>
/// <param name="Name">The word that ends it; for COPY and ADD also the name of the file.</param>
/// <param name="Content">Its lines, with their line ends, as they are written.</param>
/// <param name="Expands">Whether variables in it are expanded: its name is not quoted.</param>
/// <param name="StripsTabs">Whether leading tabs are not part of it: <c>&lt;&lt;-NAME</c>.</param>
public sealed record Heredoc(string Name, string Content, bool Expands, bool StripsTabs)
{
    /// <summary>The content as it is used: without leading tabs where these are stripped.</summary>
    public string Text()
    {
        if (!StripsTabs)
        {
            return Content;
        }

        StringBuilder text = new(Content.Length);
        bool atStart = true;
        foreach (char c in Content)
        {
            if (atStart && c == '\t')
            {
                continue;
            }

            atStart = c == '\n';
            text.Append(c);
        }

        return text.ToString();
    }
}

namespace Caisson.Formatting.Templates.Parsing;

/// <summary>Kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>The text's end.</summary>
    End,

    /// <summary>What cannot be read; nothing comes after it.</summary>
    Error,

    /// <summary>Text outside of actions.</summary>
    Text,

    /// <summary><c>{{</c>.</summary>
    LeftDelimiter,

    /// <summary><c>}}</c>.</summary>
    RightDelimiter,

    /// <summary>White space in an action, which separates arguments.</summary>
    Space,

    /// <summary>A function's name.</summary>
    Identifier,

    /// <summary>A word of the language: <c>if</c>, <c>end</c>, <c>nil</c>.</summary>
    Keyword,

    /// <summary><c>.Name</c>.</summary>
    Field,

    /// <summary><c>.</c> alone.</summary>
    Dot,

    /// <summary><c>$name</c>.</summary>
    Variable,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A character in single quotes, which is a number.</summary>
    CharacterConstant,

    /// <summary>A text in double quotes.</summary>
    Quoted,

    /// <summary>A text in back quotes.</summary>
    RawQuoted,

    /// <summary><c>|</c>.</summary>
    Pipe,

    /// <summary><c>=</c>.</summary>
    Assign,

    /// <summary><c>:=</c>.</summary>
    Declare,

    /// <summary><c>(</c>.</summary>
    LeftParenthesis,

    /// <summary><c>)</c>.</summary>
    RightParenthesis,

    /// <summary>Any other printable character: a comma.</summary>
    Character,
}

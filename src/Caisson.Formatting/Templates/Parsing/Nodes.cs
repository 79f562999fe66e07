using Caisson.Formatting.Templates.Printing;

namespace Caisson.Formatting.Templates.Parsing;

/// <summary>A part of a template. <c>ToString</c> gives it as errors show it.</summary>
/// <param name="Position">Where it begins, in characters of the text.</param>
internal abstract record Node(int Position);

/// <summary>Text outside of actions.</summary>
internal sealed record TextNode(int Position, string Text) : Node(Position);

/// <summary>One part after the other.</summary>
internal sealed record ListNode(int Position, IReadOnlyList<Node> Parts) : Node(Position);

/// <summary>A value to print, or variables to set.</summary>
internal sealed record ActionNode(int Position, PipelineNode Pipeline) : Node(Position);

/// <summary>What a <see cref="ControlNode"/> does.</summary>
internal enum ControlKind
{
    /// <summary><c>if</c>.</summary>
    If,

    /// <summary><c>with</c>.</summary>
    With,

    /// <summary><c>range</c>.</summary>
    Range,
}

/// <summary><c>if</c>, <c>with</c> or <c>range</c>, with what it governs.</summary>
internal sealed record ControlNode(int Position, ControlKind Kind, PipelineNode Pipeline, ListNode Body, ListNode? Else)
    : Node(Position);

/// <summary><c>break</c>, or else <c>continue</c>.</summary>
internal sealed record JumpNode(int Position, bool IsBreak) : Node(Position);

/// <summary><c>{{template "NAME" PIPELINE}}</c>.</summary>
internal sealed record TemplateNode(int Position, string Name, PipelineNode? Pipeline) : Node(Position)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{{{{template {GoQuote.Quoted(Name)}{(Pipeline is null ? "" : $" {Pipeline}")}}}}}";
}

/// <summary>Commands, each of which gets the value of the one before as its last argument.</summary>
internal sealed record PipelineNode(
    int Position, bool Assigns, IReadOnlyList<string> Variables, IReadOnlyList<CommandNode> Commands) : Node(Position)
{
    /// <inheritdoc/>
    public override string ToString() =>
        (Variables.Count == 0 ? "" : $"{string.Join(", ", Variables)} {(Assigns ? "=" : ":=")} ") + string.Join(" | ", Commands);
}

/// <summary>A function with its arguments, or a value.</summary>
internal sealed record CommandNode(int Position, IReadOnlyList<Node> Arguments) : Node(Position)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(' ', Arguments.Select(a => a is PipelineNode ? $"({a})" : a.ToString()));
}

/// <summary>A function's name.</summary>
internal sealed record IdentifierNode(int Position, string Name) : Node(Position)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary><c>.A.B</c>.</summary>
internal sealed record FieldNode(int Position, IReadOnlyList<string> Names) : Node(Position)
{
    /// <inheritdoc/>
    public override string ToString() => string.Concat(Names.Select(n => "." + n));
}

/// <summary><c>$name.A.B</c>.</summary>
internal sealed record VariableNode(int Position, string Name, IReadOnlyList<string> Fields) : Node(Position)
{
    /// <inheritdoc/>
    public override string ToString() => Name + string.Concat(Fields.Select(n => "." + n));
}

/// <summary>Fields of what is in parentheses, or of what a function gives.</summary>
internal sealed record ChainNode(int Position, Node Inner, IReadOnlyList<string> Fields) : Node(Position)
{
    /// <inheritdoc/>
    public override string ToString() =>
        (Inner is PipelineNode ? $"({Inner})" : Inner.ToString()) + string.Concat(Fields.Select(n => "." + n));
}

/// <summary><c>.</c>.</summary>
internal sealed record DotNode(int Position) : Node(Position)
{
    /// <inheritdoc/>
    public override string ToString() => ".";
}

/// <summary><c>nil</c>.</summary>
internal sealed record NilNode(int Position) : Node(Position)
{
    /// <inheritdoc/>
    public override string ToString() => "nil";
}

/// <summary>A boolean, a number or a text.</summary>
internal sealed record ConstantNode(int Position, object Value, string Text) : Node(Position)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

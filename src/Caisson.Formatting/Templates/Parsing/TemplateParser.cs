using System.Diagnostics.CodeAnalysis;
using Caisson.Formatting.Templates.Evaluation;
using Caisson.Formatting.Templates.Printing;

namespace Caisson.Formatting.Templates.Parsing;

/// <summary>Reads a template's structure; the grammar and the errors are those of Go's package text/template/parse.</summary>
internal sealed class TemplateParser
{
    private readonly Dictionary<string, ListNode> _defined = new(StringComparer.Ordinal);
    private readonly List<string> _variables = ["$"];
    private readonly FunctionTable _functions;
    private readonly TemplateLimits _limits;
    private readonly TokenCursor _tokens;
    private int _ranges;
    private int _depth;

    internal TemplateParser(string text, FunctionTable functions, TemplateLimits limits)
    {
        _tokens = new TokenCursor(TemplateLexer.Cut(text));
        _functions = functions;
        _limits = limits;
    }

    /// <exception cref="TemplateException">It is malformed.</exception>
    internal ParsedTemplate Parse()
    {
        (ListNode root, Token? stop) = Parts(isTop: true);
        if (stop is { } token)
        {
            Fail($"unexpected {{{{{token.Value}}}}}");
        }

        return new ParsedTemplate(root, _defined);
    }

    // Up to {{end}} or {{else}}, which is returned and whose rest is not read yet; at the top, up to the end.
    private (ListNode List, Token? Stop) Parts(bool isTop)
    {
        Enter();
        List<Node> parts = [];
        int position = _tokens.Peek().Position;
        while (true)
        {
            Token token = _tokens.Next();
            switch (token.Kind)
            {
                case TokenKind.End when isTop:
                    _depth--;
                    return (new ListNode(position, parts), null);
                case TokenKind.Text:
                    parts.Add(new TextNode(token.Position, token.Value));
                    break;
                case TokenKind.LeftDelimiter:
                    Token first = _tokens.PeekNonSpace();
                    if (first.Is("end") || first.Is("else"))
                    {
                        _tokens.NextNonSpace();
                        _depth--;
                        return (new ListNode(position, parts), first);
                    }

                    if (first.Is("define") && isTop)
                    {
                        _tokens.NextNonSpace();
                        Definition();
                    }
                    else
                    {
                        parts.Add(Action());
                    }

                    break;
                default:
                    Unexpected(token, "input");
                    break;
            }
        }
    }

    private void Definition()
    {
        string name = TemplateName("define clause");
        Expect(TokenKind.RightDelimiter, "define clause");
        int variables = _variables.Count;
        (ListNode list, Token? stop) = Parts(isTop: false);
        End(stop, "define clause");
        Forget(variables);
        _defined[name] = list;
    }

    private Node Action()
    {
        Token token = _tokens.NextNonSpace();
        if (token.Kind == TokenKind.Keyword)
        {
            switch (token.Value)
            {
                case "if": return Control(token, ControlKind.If);
                case "with": return Control(token, ControlKind.With);
                case "range": return Control(token, ControlKind.Range);
                case "break" or "continue": return Jump(token);
                case "template": return TemplateCall(token);
                case "block": return Block(token);
            }
        }

        _tokens.Back();
        PipelineNode pipeline = Pipeline("command", TokenKind.RightDelimiter);
        return new ActionNode(token.Position, pipeline);
    }

    private ControlNode Control(Token token, ControlKind kind)
    {
        Enter();
        string context = token.Value;
        int variables = _variables.Count;
        PipelineNode pipeline = Pipeline(context, TokenKind.RightDelimiter);
        _ranges += kind == ControlKind.Range ? 1 : 0;
        (ListNode body, Token? stop) = Parts(isTop: false);
        _ranges -= kind == ControlKind.Range ? 1 : 0;
        ListNode? otherwise = null;
        if (stop is { } end && end.Is("else"))
        {
            Token next = _tokens.PeekNonSpace();
            if (kind != ControlKind.Range && next.Is(context))
            {
                // {{else if}}: the one {{end}} ends both.
                _tokens.NextNonSpace();
                otherwise = new ListNode(next.Position, [Control(next, kind)]);
            }
            else
            {
                Expect(TokenKind.RightDelimiter, "else");
                (otherwise, stop) = Parts(isTop: false);
                if (!stop!.Value.Is("end"))
                {
                    Fail("expected end; found {{else}}");
                }

                End(stop, context);
            }
        }
        else
        {
            End(stop, context);
        }

        Forget(variables);
        _depth--;
        return new ControlNode(token.Position, kind, pipeline, body, otherwise);
    }

    private JumpNode Jump(Token token)
    {
        Token end = _tokens.NextNonSpace();
        if (end.Kind != TokenKind.RightDelimiter)
        {
            Unexpected(end, $"{{{{{token.Value}}}}}");
        }

        if (_ranges == 0)
        {
            Fail($"{{{{{token.Value}}}}} outside {{{{range}}}}");
        }

        return new JumpNode(token.Position, token.Value == "break");
    }

    private TemplateNode TemplateCall(Token token)
    {
        int position = _tokens.PeekNonSpace().Position;
        string name = TemplateName("template clause");
        PipelineNode? pipeline = null;
        if (_tokens.NextNonSpace().Kind != TokenKind.RightDelimiter)
        {
            _tokens.Back();
            pipeline = Pipeline("template clause", TokenKind.RightDelimiter);
        }

        return new TemplateNode(position, name, pipeline);
    }

    private TemplateNode Block(Token token)
    {
        string name = TemplateName("block clause");
        PipelineNode pipeline = Pipeline("block clause", TokenKind.RightDelimiter);
        int variables = _variables.Count;
        (ListNode list, Token? stop) = Parts(isTop: false);
        End(stop, "block clause");
        Forget(variables);
        _defined[name] = list;
        return new TemplateNode(token.Position, name, pipeline);
    }

    private string TemplateName(string context)
    {
        Token token = _tokens.NextNonSpace();
        if (token.Kind is not (TokenKind.Quoted or TokenKind.RawQuoted))
        {
            Unexpected(token, context);
        }

        return Constants.TryText(token) ?? Fail("invalid syntax");
    }

    private PipelineNode Pipeline(string context, TokenKind end)
    {
        Enter();
        int position = _tokens.PeekNonSpace().Position;
        (List<string> variables, bool assigns) = Declarations(context);
        List<CommandNode> commands = [];
        while (true)
        {
            Token token = _tokens.NextNonSpace();
            if (token.Kind == end)
            {
                Check(commands, context);
                _depth--;
                return new PipelineNode(position, assigns, variables, commands);
            }

            if (!IsOperand(token))
            {
                Unexpected(token, context);
            }

            _tokens.Back();
            commands.Add(Command());
        }
    }

    private (List<string> Variables, bool Assigns) Declarations(string context)
    {
        List<string> variables = [];
        while (_tokens.PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            int mark = _tokens.Mark;
            _tokens.NextNonSpace();
            Token next = _tokens.PeekNonSpace();
            if (next.Kind is TokenKind.Assign or TokenKind.Declare)
            {
                _tokens.NextNonSpace();
                variables.Add(variable.Value);
                Declare(variable.Value, next.Kind);
                return (variables, next.Kind == TokenKind.Assign);
            }

            if (!next.IsCharacter(','))
            {
                _tokens.ReturnTo(mark);
                break;
            }

            _tokens.NextNonSpace();
            variables.Add(variable.Value);
            _variables.Add(variable.Value);
            if (context != "range" || variables.Count >= 2)
            {
                Fail($"too many declarations in {context}");
            }

            if (_tokens.PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParenthesis))
            {
                Fail("range can only initialize variables");
            }
        }

        return (variables, false);
    }

    // A variable that is assigned to must be there when the template is filled in; for the parser it is there from now on.
    private void Declare(string name, TokenKind kind)
    {
        if (kind == TokenKind.Declare || !_variables.Contains(name))
        {
            _variables.Add(name);
        }
    }

    private void Check(List<CommandNode> commands, string context)
    {
        if (commands.Count == 0)
        {
            Fail($"missing value for {context}");
        }

        for (int i = 1; i < commands.Count; i++)
        {
            if (commands[i].Arguments[0] is ConstantNode or DotNode or NilNode)
            {
                Fail($"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    private CommandNode Command()
    {
        int position = _tokens.PeekNonSpace().Position;
        List<Node> arguments = [];
        while (true)
        {
            _tokens.PeekNonSpace();
            if (Operand() is { } operand)
            {
                arguments.Add(operand);
            }

            Token token = _tokens.Next();
            switch (token.Kind)
            {
                case TokenKind.Space:
                    continue;
                case TokenKind.RightDelimiter or TokenKind.RightParenthesis:
                    _tokens.Back();
                    break;
                case TokenKind.Pipe:
                    break;
                default:
                    Unexpected(token, "operand");
                    break;
            }

            if (arguments.Count == 0)
            {
                Fail("empty command");
            }

            return new CommandNode(position, arguments);
        }
    }

    private Node? Operand()
    {
        if (Term() is not { } term)
        {
            return null;
        }

        if (_tokens.Peek() is not { Kind: TokenKind.Field } first)
        {
            return term;
        }

        List<string> fields = [];
        while (_tokens.Peek().Kind == TokenKind.Field)
        {
            fields.Add(_tokens.Next().Value[1..]);
        }

        switch (term)
        {
            case FieldNode field:
                return new FieldNode(first.Position, [.. field.Names, .. fields]);
            case VariableNode variable:
                return new VariableNode(first.Position, variable.Name, fields);
            case ConstantNode or NilNode or DotNode:
                Fail($"unexpected . after term {GoQuote.Quoted(term.ToString()!)}");
                return null;
            default:
                return new ChainNode(first.Position, term, fields);
        }
    }

    private Node? Term()
    {
        Token token = _tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                if (!_functions.Has(token.Value))
                {
                    Fail($"function {GoQuote.Quoted(token.Value)} not defined");
                }

                return new IdentifierNode(token.Position, token.Value);
            case TokenKind.Dot:
                return new DotNode(token.Position);
            case TokenKind.Keyword when token.Value == "nil":
                return new NilNode(token.Position);
            case TokenKind.Variable:
                if (!_variables.Contains(token.Value))
                {
                    Fail($"undefined variable {GoQuote.Quoted(token.Value)}");
                }

                return new VariableNode(token.Position, token.Value, []);
            case TokenKind.Field:
                return new FieldNode(token.Position, [token.Value[1..]]);
            case TokenKind.Boolean:
                return new ConstantNode(token.Position, token.Value == "true", token.Value);
            case TokenKind.Number:
                object number = Constants.TryNumber(token.Value) ?? Fail($"bad number syntax: {GoQuote.Quoted(token.Value)}");
                return new ConstantNode(token.Position, number, token.Value);
            case TokenKind.CharacterConstant:
                object character = Constants.TryCharacter(token.Value) ?? (object)Fail("invalid syntax");
                return new ConstantNode(token.Position, character, token.Value);
            case TokenKind.Quoted or TokenKind.RawQuoted:
                string text = Constants.TryText(token) ?? Fail("invalid syntax");
                return new ConstantNode(token.Position, text, token.Value);
            case TokenKind.LeftParenthesis:
                return Pipeline("parenthesized pipeline", TokenKind.RightParenthesis);
            default:
                _tokens.Back();
                return null;
        }
    }

    private static bool IsOperand(Token token) => token.Kind is TokenKind.Boolean or TokenKind.CharacterConstant or TokenKind.Dot
        or TokenKind.Field or TokenKind.Identifier or TokenKind.Number or TokenKind.RawQuoted or TokenKind.Quoted
        or TokenKind.Variable or TokenKind.LeftParenthesis || token.Is("nil");

    private void End(Token? stop, string context)
    {
        if (!stop!.Value.Is("end"))
        {
            Fail($"unexpected {{{{else}}}} in {context}");
        }

        Expect(TokenKind.RightDelimiter, "end");
    }

    private void Expect(TokenKind kind, string context)
    {
        Token token = _tokens.NextNonSpace();
        if (token.Kind != kind)
        {
            Unexpected(token, context);
        }
    }

    private void Forget(int variables) => _variables.RemoveRange(variables, _variables.Count - variables);

    private void Enter()
    {
        if (++_depth > _limits.Depth)
        {
            Fail($"more than {_limits.Depth} blocks or parentheses in one another");
        }
    }

    [DoesNotReturn]
    private void Unexpected(Token token, string context) =>
        Fail(token.Kind == TokenKind.Error ? token.Value
            : token.Kind == TokenKind.End ? "unexpected EOF"
            : $"unexpected {token} in {context}");

    [DoesNotReturn]
    private string Fail(string message) => throw new TemplateException($"template: :{_tokens.Line}: {message}") { IsSyntax = true };
}

import { EmbeddedActionsParser, type IToken, type TokenType } from 'chevrotain';
import type {
  AttributeName,
  Clauses,
  ContextEntry,
  Expression,
  OperatorName,
  Predicate,
  Query,
  QuestionForm,
  Value,
} from './ast.js';
import type { Span } from './diagnostics.js';
import { spanOf } from './lexical.js';
import * as t from './tokens.js';

const w = t.words;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Rules are class properties, so that a misspelt rule is a type error. Recovery is off: one located diagnostic is worth more than guesses. */
export class RqlParser extends EmbeddedActionsParser {
  /** First words of clauses that stand twice. Filled by a parse, emptied by whoever begins the next one. */
  readonly repeats: IToken[] = [];

  constructor() {
    super(t.allTokens, { recoveryEnabled: false, maxLookahead: 3, skipValidations: false });
    this.performSelfAnalysis();
  }

  readonly query = this.RULE(
    'query',
    (): Query => this.OR<Query>([{ ALT: () => this.SUBRULE(this.config) }, { ALT: () => this.SUBRULE(this.question) }]),
  );

  private readonly config = this.RULE('config', (): Query => {
    const first = this.CONSUME(w.Config);
    this.CONSUME(w.From);
    const resource = this.OR([
      { ALT: () => this.chosen(this.CONSUME(w.Iam), false) },
      { ALT: () => this.chosen(this.CONSUME(w.CloudResource), true) },
    ]);
    this.CONSUME(w.Where);
    const where = this.SUBRULE(this.disjunction);
    const clauses = this.SUBRULE(this.clauses);
    return this.ACTION(
      (): Query =>
        resource ? { kind: 'resource', where, clauses, span: spanOf(first) } : { kind: 'iam', where, clauses },
    );
  });

  private readonly disjunction = this.RULE('disjunction', (): Expression => {
    const parts: Expression[] = [this.SUBRULE(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(w.Or);
      parts.push(this.SUBRULE2(this.conjunction));
    });
    return this.ACTION(() => list('or', parts));
  });

  private readonly conjunction = this.RULE('conjunction', (): Expression => {
    const parts: Expression[] = [this.SUBRULE(this.factor)];
    this.MANY(() => {
      this.CONSUME(w.And);
      parts.push(this.SUBRULE2(this.factor));
    });
    return this.ACTION(() => list('and', parts));
  });

  private readonly factor = this.RULE(
    'factor',
    (): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            const not = this.CONSUME(w.Not);
            const part = this.SUBRULE(this.factor);
            return this.ACTION((): Expression => ({ kind: 'not', part, span: [not.startOffset, part.span[1]] }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.LeftParen);
            const inner = this.SUBRULE(this.disjunction);
            this.CONSUME(t.RightParen);
            return inner;
          },
        },
        { ALT: () => this.SUBRULE(this.predicate) },
      ]),
  );

  private readonly predicate = this.RULE('predicate', (): Expression => {
    const attribute = this.SUBRULE(this.attribute);
    return this.OR<Expression>([
      {
        ALT: () => {
          const operator = this.CONSUME(t.Comparison);
          const value = this.SUBRULE(this.operand);
          return this.ACTION(() =>
            predicate(attribute, operator.image as OperatorName, spanOf(operator), [value], value.span[1]),
          );
        },
      },
      {
        ALT: () => {
          const first = this.OPTION(() => this.CONSUME(w.Not));
          const second = this.CONSUME(w.In);
          const { values, end } = this.SUBRULE(this.valueList);
          return this.ACTION(() =>
            predicate(attribute, first ? 'NOT IN' : 'IN', joined(first ?? second, second), values, end),
          );
        },
      },
      {
        ALT: () => {
          const first = this.CONSUME(w.Contains);
          const second = this.CONSUME(w.All);
          const { values, end } = this.SUBRULE2(this.valueList);
          return this.ACTION(() => predicate(attribute, 'CONTAINS ALL', joined(first, second), values, end));
        },
      },
      { ALT: () => this.affix(attribute, w.Starts, 'STARTS WITH', 1) },
      { ALT: () => this.affix(attribute, w.Ends, 'ENDS WITH', 2) },
      {
        ALT: () => {
          const operator = this.CONSUME(w.Like);
          const value = this.SUBRULE4(this.operand);
          return this.ACTION(() => predicate(attribute, 'LIKE', spanOf(operator), [value], value.span[1]));
        },
      },
      {
        ALT: () => {
          const operator = this.CONSUME(w.Exists);
          return this.ACTION(() => predicate(attribute, 'EXISTS', spanOf(operator), [], spanOf(operator)[1]));
        },
      },
      { ALT: () => this.SUBRULE(this.negated, { ARGS: [attribute] }) },
    ]);
  });

  private affix(attribute: AttributeName, type: TokenType, name: OperatorName, occurrence: 1 | 2): Expression {
    const first = this.consume(occurrence, type);
    const second = this.consume(occurrence, w.With);
    const value = this.subrule(occurrence + 4, this.operand);
    return this.ACTION(() => predicate(attribute, name, joined(first, second), [value], value.span[1]));
  }

  private readonly negated = this.RULE('negated', (attribute: AttributeName): Expression => {
    const first = this.CONSUME(w.Does);
    this.CONSUME(w.Not);
    return this.OR<Expression>([
      {
        ALT: () => {
          const last = this.CONSUME(w.Exist);
          return this.ACTION(() => predicate(attribute, 'DOES NOT EXIST', joined(first, last), [], spanOf(last)[1]));
        },
      },
      {
        ALT: () => {
          this.CONSUME(w.End);
          const last = this.CONSUME(w.With);
          const value = this.SUBRULE(this.operand);
          return this.ACTION(() =>
            predicate(attribute, 'DOES NOT END WITH', joined(first, last), [value], value.span[1]),
          );
        },
      },
      {
        ALT: () => {
          this.CONSUME(w.Start);
          const last = this.CONSUME2(w.With);
          const value = this.SUBRULE2(this.operand);
          return this.ACTION(() =>
            predicate(attribute, 'DOES NOT START WITH', joined(first, last), [value], value.span[1]),
          );
        },
      },
    ]);
  });

  private readonly attribute = this.RULE('attribute', (): AttributeName => {
    const name = this.CONSUME(t.Word);
    const keys: Value[] = [];
    let end: IToken | undefined;
    this.OPTION(() => {
      this.CONSUME(t.LeftParen);
      keys.push(this.SUBRULE(this.value));
      this.OPTION2(() => {
        this.CONSUME(t.Comma);
        keys.push(this.SUBRULE2(this.value));
      });
      end = this.CONSUME(t.RightParen);
    });
    return this.ACTION(
      (): AttributeName => ({
        name: name.image,
        keys,
        span: [name.startOffset, (end ?? name).startOffset + (end ?? name).image.length],
      }),
    );
  });

  private readonly valueList = this.RULE('valueList', (): { values: Value[]; end: number } => {
    const values: Value[] = [];
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => void values.push(this.SUBRULE(this.operand)) });
    const last = this.CONSUME(t.RightParen);
    return this.ACTION(() => ({ values, end: spanOf(last)[1] }));
  });

  /** Where a comparison allows another attribute beside plain values. */
  private readonly operand = this.RULE(
    'operand',
    (): Value =>
      this.OR<Value>([
        { ALT: () => this.SUBRULE(this.value) },
        { ALT: () => this.made(this.CONSUME(t.Word), (image) => ({ kind: 'attribute', name: image })) },
      ]),
  );

  private readonly value = this.RULE(
    'value',
    (): Value =>
      this.OR<Value>([
        {
          ALT: () => this.made(this.CONSUME(t.StringLiteral), (image) => ({ kind: 'string', value: unquoted(image) })),
        },
        {
          // Adding zero keeps `-0` from being a value of its own.
          ALT: () =>
            this.made(this.CONSUME(t.NumberLiteral), (image) => ({ kind: 'number', value: Number(image) + 0 })),
        },
        { ALT: () => this.made(this.CONSUME(w.True), () => ({ kind: 'boolean', value: true })) },
        { ALT: () => this.made(this.CONSUME(w.False), () => ({ kind: 'boolean', value: false })) },
        {
          ALT: () => this.made(this.CONSUME(t.Parameter), (image) => ({ kind: 'parameter', name: image.slice(1) })),
        },
      ]),
  );

  /** What a keyword stands for. */
  private chosen<T>(_keyword: IToken, meaning: T): T {
    return meaning;
  }

  private made(token: IToken, make: (image: string) => Record<string, unknown>): Value {
    return this.ACTION(() => ({ ...make(token.image), span: spanOf(token) }) as Value);
  }

  private readonly clauses = this.RULE('clauses', (): Clauses => {
    const clauses: Mutable<Clauses> = {};
    this.MANY(() => {
      const first = this.LA(1);
      const clause = this.OR<Partial<Clauses>>([
        { ALT: () => this.SUBRULE(this.context) },
        { ALT: () => this.SUBRULE(this.asOf) },
        { ALT: () => this.SUBRULE(this.groupBy) },
        { ALT: () => this.SUBRULE(this.orderBy) },
        { ALT: () => this.SUBRULE(this.limit) },
        { ALT: () => this.SUBRULE(this.reach) },
      ]);
      this.ACTION(() => {
        for (const name of Object.keys(clause)) if (Object.hasOwn(clauses, name)) this.repeats.push(first);
        Object.assign(clauses, clause);
      });
    });
    return clauses;
  });

  private readonly asOf = this.RULE('asOf', (): Partial<Clauses> => {
    this.CONSUME(w.As);
    this.CONSUME(w.Of);
    return { asOf: this.SUBRULE(this.value) };
  });

  private readonly groupBy = this.RULE('groupBy', (): Partial<Clauses> => {
    const groupBy: AttributeName[] = [];
    this.CONSUME(w.Group);
    this.CONSUME(w.By);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => void groupBy.push(this.SUBRULE(this.attribute)) });
    return { groupBy };
  });

  private readonly orderBy = this.RULE('orderBy', (): Partial<Clauses> => {
    const orderBy: { attribute: AttributeName; descending: boolean }[] = [];
    this.CONSUME(w.Order);
    this.CONSUME(w.By);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => void orderBy.push(this.SUBRULE(this.ordering)) });
    return { orderBy };
  });

  private readonly limit = this.RULE('limit', (): Partial<Clauses> => {
    this.CONSUME(w.Limit);
    return { limit: this.SUBRULE(this.value) };
  });

  private readonly reach = this.RULE('reach', (): Partial<Clauses> => {
    const first = this.CONSUME(w.Reach);
    const last = this.CONSUME(w.All);
    return this.ACTION((): Partial<Clauses> => ({ reach: joined(first, last) }));
  });

  private readonly ordering = this.RULE('ordering', () => {
    const attribute = this.SUBRULE(this.attribute);
    let descending = false;
    this.OPTION(() => {
      descending = this.OR([
        { ALT: () => this.chosen(this.CONSUME(w.Desc), true) },
        { ALT: () => this.chosen(this.CONSUME(w.Asc), false) },
      ]);
    });
    return { attribute, descending };
  });

  private readonly context = this.RULE('context', (): Partial<Clauses> => {
    const entries: ContextEntry[] = [];
    this.CONSUME(w.With);
    this.CONSUME(w.Context);
    this.CONSUME(t.LeftBrace);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => void entries.push(this.SUBRULE(this.contextEntry)) });
    this.CONSUME(t.RightBrace);
    return { context: entries };
  });

  private readonly contextEntry = this.RULE('contextEntry', (): ContextEntry => {
    const key = this.CONSUME(t.StringLiteral);
    this.CONSUME(t.Colon);
    const value = this.OR<Value | null>([
      { ALT: () => this.chosen(this.CONSUME(w.Null), null) },
      { ALT: () => this.SUBRULE(this.value) },
    ]);
    return this.ACTION(() => ({ key: unquoted(key.image), value, span: spanOf(key) }));
  });

  private readonly question = this.RULE(
    'question',
    (): Query =>
      this.OR<Query>([
        { ALT: () => this.SUBRULE(this.whoCan) },
        { ALT: () => this.SUBRULE(this.whichUsers) },
        { ALT: () => this.SUBRULE(this.what) },
        { ALT: () => this.SUBRULE(this.outside) },
        { ALT: () => this.SUBRULE(this.why) },
        { ALT: () => this.SUBRULE(this.how) },
      ]),
  );

  private readonly whoCan = this.RULE('whoCan', (): Query => {
    const first = this.CONSUME(w.Who);
    this.CONSUME(w.Can);
    const action = this.SUBRULE(this.action);
    this.CONSUME(w.On);
    const resource = this.SUBRULE(this.value);
    return this.asked(first, 'who-can', [resource], action);
  });

  private readonly whichUsers = this.RULE('whichUsers', (): Query => {
    const first = this.CONSUME(w.Which);
    this.CONSUME(w.Users);
    this.CONSUME(w.Have);
    this.CONSUME(w.Access);
    this.CONSUME(w.To);
    const resource = this.SUBRULE(this.value);
    return this.asked(first, 'which-users', [resource]);
  });

  private readonly what = this.RULE('what', (): Query => {
    const first = this.CONSUME(w.What);
    return this.OR<Query>([
      {
        ALT: () => {
          this.CONSUME(w.Can);
          const identity = this.SUBRULE(this.value);
          this.CONSUME(w.Access);
          return this.asked(first, 'what-access', [identity], undefined, 1);
        },
      },
      {
        ALT: () => {
          this.CONSUME(w.Accounts);
          this.OPTION(() => this.CONSUME(t.Comma));
          this.CONSUME(w.Services);
          this.OPTION2(() => this.CONSUME2(t.Comma));
          this.CONSUME(w.And);
          this.CONSUME(w.Resources);
          this.CONSUME(w.Does);
          const identity = this.SUBRULE2(this.value);
          this.CONSUME(w.Have);
          this.CONSUME2(w.Access);
          this.CONSUME(w.To);
          return this.asked(first, 'what-everything', [identity], undefined, 2);
        },
      },
      {
        ALT: () => {
          this.CONSUME(w.Changed);
          this.CONSUME(w.Between);
          const from = this.SUBRULE3(this.value);
          this.CONSUME2(w.And);
          const to = this.SUBRULE4(this.value);
          return this.asked(first, 'what-changed', [from, to], undefined, 3);
        },
      },
    ]);
  });

  private readonly outside = this.RULE('outside', (): Query => {
    const first = this.CONSUME(w.Can);
    this.CONSUME(w.Any);
    this.CONSUME(w.User);
    this.CONSUME(w.Outside);
    this.CONSUME(w.Group);
    const group = this.SUBRULE(this.value);
    this.CONSUME(w.Access);
    this.CONSUME(w.Resources);
    this.CONSUME(w.In);
    this.CONSUME(w.Region);
    const region = this.SUBRULE2(this.value);
    return this.asked(first, 'outside-group', [group, region]);
  });

  private readonly why = this.RULE('why', (): Query => {
    const first = this.CONSUME(w.Why);
    const form = this.OR<QuestionForm>([
      { ALT: () => this.chosen(this.CONSUME(w.Can), 'why-can') },
      { ALT: () => this.chosen(this.CONSUME(t.CanNot), 'why-cannot') },
    ]);
    const identity = this.SUBRULE(this.value);
    const action = this.SUBRULE(this.action);
    this.CONSUME(w.On);
    const resource = this.SUBRULE2(this.value);
    return this.asked(first, form, [identity, resource], action);
  });

  private readonly how = this.RULE('how', (): Query => {
    const first = this.CONSUME(w.How);
    this.CONSUME(w.Can);
    const identity = this.SUBRULE(this.value);
    this.CONSUME(w.Reach);
    const resource = this.SUBRULE2(this.value);
    return this.asked(first, 'how-reach', [identity, resource]);
  });

  private readonly action = this.RULE('action', (): { text: string; span: Span } => {
    const token = this.OR([{ ALT: () => this.CONSUME(t.Word) }, { ALT: () => this.CONSUME(t.StringLiteral) }]);
    return this.ACTION(() => {
      const text = token.image.startsWith("'") ? unquoted(token.image) : token.image;
      return { text, span: spanOf(token) };
    });
  });

  private asked(
    first: IToken,
    form: QuestionForm,
    args: Value[],
    action?: { text: string; span: Span },
    occurrence = 1,
  ): Query {
    const clauses = this.subrule(occurrence + 10, this.clauses);
    return this.ACTION(
      (): Query => ({
        kind: 'question',
        form,
        arguments: args,
        ...(action ? { action } : {}),
        clauses,
        span: spanOf(first),
      }),
    );
  }
}

/** What stands between the quotes: data, with doubled quotes made single. */
function unquoted(image: string): string {
  return image.slice(1, -1).replaceAll("''", "'");
}

function list(kind: 'and' | 'or', parts: Expression[]): Expression {
  if (parts.length === 1) return parts[0]!;
  return { kind, parts, span: [parts[0]!.span[0], parts.at(-1)!.span[1]] };
}

function predicate(
  attribute: AttributeName,
  operator: OperatorName,
  operatorSpan: Span,
  values: readonly Value[],
  end: number,
): Predicate {
  return { kind: 'predicate', attribute, operator, operatorSpan, values, span: [attribute.span[0], end] };
}

function joined(first: IToken, last: IToken): Span {
  return [first.startOffset, last.startOffset + last.image.length];
}

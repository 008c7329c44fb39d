package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvUsesTest {

    private static EnvScript script(String text) {
        return EnvUses.of(new SourceFile(TreePath.ROOT.child("main.ts"), text));
    }

    private static List<String> uses(String text) {
        return script(text).uses().stream()
                .map(use -> use.name() + " " + use.how()
                        + use.fallback().map(f -> " " + f).orElse("")
                        + (use.reach().function() < 0 && !use.reach().decided() ? "" : " later"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "f(process.env.X)                                     # X PLAIN",
                "f(process.env.X!)                                    # X PLAIN",
                "f(process.env['X'] as string)                        # X PLAIN",
                "f(process.env?.X)                                    # X PLAIN",
                "f(`a ${process.env.X} b`)                            # X PLAIN",
                "f(import.meta.env.X)                                 # X PLAIN",
                "f(Bun.env.X)                                         # X PLAIN",
                "f(Deno.env.get('X'))                                 # X PLAIN",
                "const p = process.env.X || 3000                      # X DEFAULTED 3000",
                "const p = process.env.X ?? 'a'                       # X DEFAULTED a",
                "const p = Number(process.env.X) || 587               # X DEFAULTED 587",
                "const p = parseInt(process.env.X || '5', 10)         # X DEFAULTED 5",
                "const p = parseInt(process.env.X!, 10) || 7          # X DEFAULTED 7",
                "process.env.X ||= 'v'                                # X DEFAULTED 'v'",
                "const { X = 1 } = process.env                        # X DEFAULTED 1",
                "const on = process.env.X === 'true'                  # X OPTIONAL",
                "const on = !!process.env.X                           # X OPTIONAL",
                "const m = process.env.X?.toLowerCase()               # X OPTIONAL",
                "if (process.env.X) { log() }                         # X OPTIONAL",
                "const a = process.env.X ? 1 : 2                      # X OPTIONAL",
                "const a = process.env.X.split(',')                   # X DEREFERENCED",
                "if (!process.env.X) throw new Error('no')            # X REQUIRED",
                "if (!process.env.X) { console.error(1); process.exit(1) } # X REQUIRED",
                "if (process.env.X === undefined) { throw 1 }         # X REQUIRED",
                "if (!process.env.X) { console.warn('none') }         # X COMPLAINED",
                "if (!process.env.X) { console.warn('none'); return } # X OPTIONAL",
                "if (!process.env.X) process.exit(0)                  # X OPTIONAL",
                "assert(process.env.X, 'X')                           # X REQUIRED",
                "const a = process.env.X ?? (() => { throw 1 })()     # X REQUIRED",
                "const e = process.env; f(e.X)                        # X PLAIN",
                "const x = process.env.X; if (!x) throw 1             # X REQUIRED",
            })
    void whatBecomesOfAVariableThatIsNotSet(String text, String expected) {
        assertThat(uses(text)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "process.env.X = 'a'",
        "delete process.env.X",
        "f(a.process.env.X)",
        "f(\"process.env.X\")",
        "// process.env.X"
    })
    void whatIsWrittenOrOnlyNamedIsNoUse(String text) {
        assertThat(uses(text)).isEmpty();
    }

    @Test
    void aListOfNamesThatMustBeThereIsAGuard() {
        assertThat(uses("""
            const names = ['A', 'B'];
            const missing = names.filter(name => !process.env[name]);
            if (missing.length > 0) { console.error(missing); process.exit(1); }
            """)).containsExactly("A REQUIRED", "B REQUIRED");
        assertThat(uses("for (const n of ['A']) { if (!process.env[n]) { throw new Error(n) } }"))
                .containsExactly("A REQUIRED");
        assertThat(uses("['A'].forEach((n) => { if (!process.env[n]) throw new Error(n) })"))
                .containsExactly("A REQUIRED");
        assertThat(uses("const missing = ['A'].filter(n => !process.env[n]); console.log(missing)"))
                .containsExactly("A OPTIONAL");
    }

    @Test
    void whatIsReadBehindAWayOutIsThere() {
        assertThat(uses("function f() { if (!process.env.X) return; g(process.env.X); }"))
                .containsExactly("X OPTIONAL later", "X OPTIONAL later");
        assertThat(uses("function f() { if (!process.env.X) return; } function g() { h(process.env.X); }"))
                .containsExactly("X OPTIONAL later", "X PLAIN later");
        assertThat(uses("function f() { g(process.env.X); if (!process.env.X) return; }"))
                .containsExactly("X PLAIN later", "X OPTIONAL later");
    }

    @Test
    void aSchemaMayStandUnderAName() {
        assertThat(uses("""
            const algorithm = z.enum(["A", "B"]).optional();
            const port = z.coerce.number();
            const env = z.object({ ALG: algorithm, PORT: port, OTHER: imported }).parse(process.env);
            """)).containsExactly("ALG OPTIONAL", "PORT REQUIRED", "OTHER PLAIN");
    }

    @Test
    void aCheckSaysWhatItPrints() {
        assertThat(words("if (!process.env.X) throw new Error('no X')")).containsExactly("Error: no X");
        assertThat(words("if (!process.env.X) { console.error('no X'); process.exit(1) }"))
                .containsExactly("no X");
        assertThat(words("const y = process.env.X ?? (() => { throw new TypeError(`no X`) })()"))
                .containsExactly("TypeError: no X");
        assertThat(words("if (!process.env.X) throw new Error(`no ${name}`)")).isEmpty();
        assertThat(words("if (!process.env.X) throw new Failure('no X')")).isEmpty();
        assertThat(words("""
            const missing = ['A', 'B'].filter(name => !process.env[name]);
            if (missing.length) { console.error(`Missing: ${missing.join(', ')}!`); process.exit(1); }
            """)).containsExactly("Missing: A, B!", "Missing: A, B!");
        assertThat(words("""
            const missing = ['A', 'B'].filter(name => !process.env[name]);
            if (missing.length) throw new Error('Missing: ' + missing.join(' and '));
            """)).containsExactly("Error: Missing: A and B", "Error: Missing: A and B");
    }

    private static List<String> words(String text) {
        return script(text).uses().stream()
                .flatMap(use -> use.words().stream())
                .map(words -> words.text(List.of("A", "B")))
                .toList();
    }

    @Test
    void theEmptyTextIsNoneForSomeQuestionsAndNotForOthers() {
        assertThat(empty("if (!process.env.X) throw 1")).isTrue();
        assertThat(empty("if (process.env.X === undefined) throw 1")).isFalse();
        assertThat(empty("f(process.env.X || 'a')")).isTrue();
        assertThat(empty("f(process.env.X ?? 'a')")).isFalse();
        assertThat(empty("const { X = 'a' } = process.env")).isFalse();
        assertThat(empty("z.object({ X: z.string() }).parse(process.env)")).isFalse();
    }

    private static boolean empty(String text) {
        return script(text).uses().get(0).emptyIsNone();
    }

    @Test
    void aNameThatIsWorkedOutIsNotKnown() {
        EnvScript script = script("const a = process.env['A_' + b]");
        assertThat(script.uses()).isEmpty();
        assertThat(script.dynamic()).hasSize(1);
    }

    @Test
    void ofAChainOneIsEnough() {
        List<EnvUse> uses =
                script("const a = process.env.A || process.env.B || ''").uses();
        assertThat(uses).extracting(EnvUse::name).containsExactly("A", "B");
        assertThat(uses)
                .allMatch(use ->
                        use.group().equals(List.of("A", "B")) || use.name().equals("B"));
        assertThat(uses).allMatch(use -> use.how() == EnvUse.How.DEFAULTED);
    }

    @Test
    void whatAFunctionReadsIsReadLater() {
        assertThat(uses("""
            export function f() { return process.env.A }
            const g = async (req: Request): Promise<void> => { use(process.env.B) };
            class C { private c = process.env.C; m(): string { return process.env.D! } }
            app.get('/', (req, res) => res.send(process.env.E));
            if (debug) { use(process.env.F) }
            const h = x ? new S(process.env.G) : null;
            """))
                .containsExactly(
                        "A PLAIN later",
                        "B PLAIN later",
                        "C PLAIN later",
                        "D PLAIN later",
                        "E PLAIN later",
                        "F PLAIN later",
                        "G PLAIN later");
    }

    @Test
    void aRefusalOfARequestIsNoEnd() {
        assertThat(uses("""
            const secret = process.env.SECRET;
            router.post('/hook', (req, res) => {
              if (!secret) { return res.status(500).json({}) }
              verify(secret)
            })
            """)).containsExactly("SECRET REFUSED later");
    }

    @Test
    void whatElseHasToHoldIsSaid() {
        EnvUse use = script("if (process.env.MODE === 'a' && !process.env.KEY) throw 1")
                .uses()
                .get(1);
        assertThat(use.condition()).contains("process.env.MODE === 'a'");
        EnvUse inner = script("const mode = process.env.MODE || 'b'; if (mode === 'a') { f(process.env.KEY) }")
                .uses()
                .get(1);
        assertThat(inner.condition()).contains("MODE=a");
    }

    @Test
    void aFailureThatIsCaughtEndsNothing() {
        assertThat(script("try { if (!process.env.X) throw 1 } catch { log() }").uses())
                .allMatch(use -> use.reach().caught());
        assertThat(script("try { if (!process.env.X) throw 1 } catch { process.exit(1) }")
                        .uses())
                .noneMatch(use -> use.reach().caught());
    }

    @Test
    void whatIsMadeWithItIsSaid() {
        assertThat(script("new Kit({ publicKey: process.env.X! })")
                        .uses()
                        .get(0)
                        .consumer())
                .contains(new EnvUse.Consumer("Kit", "publicKey", true));
        assertThat(script("const s = new Stripe(process.env.X!, {})")
                        .uses()
                        .get(0)
                        .consumer())
                .contains(new EnvUse.Consumer("Stripe", "0", true));
    }

    @Test
    void schemasSayWhatIsNeeded() {
        assertThat(uses("""
            const env = z.object({
              A: z.string(),
              B: z.string().url().optional(),
              C: z.coerce.number().default(3000),
              D: z.enum(['x', 'y']),
              E: z.coerce.boolean(),
              F: something,
            }).parse(process.env);
            """))
                .containsExactly("A REQUIRED", "B OPTIONAL", "C DEFAULTED 3000", "D REQUIRED", "E OPTIONAL", "F PLAIN");
        assertThat(uses("export const env = cleanEnv(process.env, { A: str(), B: port({ default: 1 }), C:"
                        + " str({ default: undefined }) })"))
                .containsExactly("A REQUIRED", "B DEFAULTED 1", "C OPTIONAL");
        assertThat(uses("ConfigModule.forRoot({ validationSchema: Joi.object({ A: Joi.string(), B:"
                        + " Joi.string().required() }) })"))
                .containsExactly("A OPTIONAL", "B REQUIRED");
        assertThat(uses("const e = v.parse(v.object({ A: v.string(), B: v.optional(v.string(), 'd') }), process.env)"))
                .isEmpty();
        assertThat(uses("const S = v.object({ A: v.string(), B: v.optional(v.string(), 'd') }); v.parse(S,"
                        + " process.env)"))
                .containsExactly("A REQUIRED", "B DEFAULTED d");
        assertThat(uses("const e = type({ A: 'string', 'B?': 'string', C: 'string = \"d\"' }); e(process.env)"))
                .containsExactly("A REQUIRED", "B OPTIONAL", "C OPTIONAL");
    }

    @Test
    void aSchemaThatMayBeLeftOutProvesNothing() {
        assertThat(uses("export const env = createEnv({ server: { A: z.string() }, runtimeEnv: process.env,"
                        + " skipValidation: !!process.env.SKIP })"))
                .contains("A REQUIRED later");
        assertThat(uses("export const env = createEnv({ server: { A: z.string() }, runtimeEnv: { A:"
                        + " process.env.A } })"))
                .containsExactly("A REQUIRED");
        assertThat(uses("const r = z.object({ A: z.string() }).safeParse(process.env); use(r)"))
                .containsExactly("A PLAIN");
    }

    @Test
    void helpersAreFunctionsThatLookUpANameTheyAreGiven() {
        EnvScript script = script("""
            export function requireEnv(name: string): string {
              const value = process.env[name];
              if (!value) { throw new Error(name) }
              return value
            }
            export const optionalEnv = (name: string, fallback = '') => process.env[name] ?? fallback;
            const a = requireEnv('A');
            """);
        assertThat(script.helpers().get("requireEnv")).isEqualTo(new EnvScript.Helper(true, false));
        assertThat(script.helpers().get("optionalEnv")).isEqualTo(new EnvScript.Helper(false, true));
        assertThat(script.lookups()).extracting(EnvScript.Lookup::name).containsExactly("requireEnv");
    }

    @Test
    void nestsConfigurationServiceIsKnown() {
        assertThat(uses("""
            import { ConfigService } from '@nestjs/config';
            const a = config.get<string>('A');
            const b = config.get('B', 'x');
            const c = config.getOrThrow('C');
            """)).containsExactly("A PLAIN", "B DEFAULTED x", "C REQUIRED");
    }

    @Test
    void importsThatTypeScriptDropsAreDropped() {
        EnvScript script = script("""
            import type { A } from './a';
            import { type B } from './b';
            import { unused } from './c';
            import { used, T } from './d';
            import './e';
            import { OnlyType } from './f';
            export { x } from './g';
            const y = used();
            function f(a: OnlyType) {}
            """);
        assertThat(script.imports()).extracting(EnvScript.Import::specifier).containsExactly("./d", "./e", "./g");
    }

    @Test
    void theTextOfJsxHidesNothing() {
        assertThat(uses("const a = <p>Don't {process.env.X} </p>;\nconst b = <b>/</b>;\nf(process.env.Y)"))
                .contains("X PLAIN", "Y PLAIN");
    }

    @Test
    void decoratorsEndTheirWords() {
        assertThat(uses("@Injectable()\n"
                        + "export class A { constructor(@Inject('x') private a: B) {} }\n"
                        + "f(process.env.X)"))
                .containsExactly("X PLAIN");
    }
}

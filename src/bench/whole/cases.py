#!/usr/bin/env python3
"""Audits all cases of a bench in one JVM, and scores them with the functions of the bench's own run.py.

  cases.py --bench DIR --mirrors DIR [--only TEXT] [-v] [failures healthy traps discover]

DIR of --bench holds run.py and its cases; of --mirrors bare git directories, DIR/owner+name/repo. Compile first (mvn test-compile). Exported
trees (--trees) are kept from run to run, reports lie below --out with the configuration of each case beside them, and rows.json has all
results: compare.py ONE.json OTHER.json lists what differs. The libraries are taken from the local repository of Maven.
"""
import sys, os, json, pathlib, subprocess, argparse, re, glob, tempfile, importlib.util
HERE = pathlib.Path(__file__).resolve().parent
p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument('--bench', required=True, type=pathlib.Path)
p.add_argument('--mirrors', required=True, type=pathlib.Path)
p.add_argument('--trees', type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / 'runtime-audit-trees')
p.add_argument('--out', type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / 'runtime-audit-cases')
p.add_argument('--only', default='')
p.add_argument('-v', action='store_true')
p.add_argument('kinds', nargs='*')
a = p.parse_args()
spec = importlib.util.spec_from_file_location('run', a.bench / 'run.py')
run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run)
kinds = a.kinds or ['failures', 'healthy', 'traps', 'discover']
C = HERE.parents[2]
M = pathlib.Path.home() / '.m2/repository'
def jar(g, n):
    c = sorted(glob.glob(str(M / g.replace('.', '/') / n / '*' / (n + '-*.jar'))))
    c = [x for x in c if not x.endswith('-sources.jar')]
    pref = {'snakeyaml': '2.7', 'jackson-core': '2.22', 'jackson-dataformat-yaml': '2.22', 'jspecify': '1.0'}[n]
    d = [x for x in c if '/' + pref in x]
    return (d or c)[-1]
cp = [str(C / 'target/classes'), jar('org.yaml', 'snakeyaml'), jar('com.fasterxml.jackson.core', 'jackson-core'), jar('com.fasterxml.jackson.dataformat', 'jackson-dataformat-yaml'), jar('org.jspecify', 'jspecify')]
out = a.out
out.mkdir(parents=True, exist_ok=True)
cls = pathlib.Path(tempfile.mkdtemp(prefix='runtime-audit-'))
subprocess.run(['javac', '-nowarn', '-proc:none', '-d', str(cls), '-cp', ':'.join(cp), str(HERE / 'AuditAll.java')], check=True)
class Runner:
    def __init__(s):
        s.p = subprocess.Popen(['java', '-Xmx6g', '-Xss8m', '-XX:+UseParallelGC', '-cp', ':'.join([str(cls)] + cp), 'AuditAll'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    def go(s, tree, cfg, dir):
        dir.mkdir(parents=True, exist_ok=True)
        rep = dir / 'report.json'
        if rep.exists(): rep.unlink()
        c = ''
        if cfg:
            f = dir / 'runtime-audit.yaml'; f.write_text(json.dumps(cfg)); c = str(f)
        s.p.stdin.write(f'{tree}\t{c}\t{dir}\n'); s.p.stdin.flush()
        while True:
            l = s.p.stdout.readline()
            if not l: raise RuntimeError('runner died')
            f = l.rstrip('\n').split('\t')
            if f[0] in ('ok', 'error') and f[1] == str(dir): break
        if f[0] == 'error': raise RuntimeError(f[2])
        r = json.loads(rep.read_text()); r['_wall'] = int(f[2]) / 1000; return r
def tree(repo, commit):
    d = a.trees / (repo.replace('/', '+') + '@' + commit[:12])
    if not d.exists():
        t = pathlib.Path(str(d) + '.part'); subprocess.run(['rm', '-rf', str(t)]); t.mkdir(parents=True)
        run.export(a.mirrors, repo, commit, t); t.rename(d)
    return d
safe = lambda x: re.sub(r'[^\w.+-]', '_', x)
R = Runner()
allrows = []
for kind in kinds:
    cases = json.loads(open(a.bench / ({'discover': 'healthy'}.get(kind, kind) + '.json')).read())
    cases = [c for c in cases if a.only in (c.get('id', '') + ' ' + c['repo'])]
    rows = []
    if kind == 'discover':
        by = {}
        for c in cases: by.setdefault((c['repo'], c['commit']), []).append(c)
        cases = [{'id': r, 'repo': r, 'commit': k, 'builds': b} for (r, k), b in by.items()]
    for c in cases:
        row = {'id': c.get('id') or f"{c['repo']}:{c.get('dockerfile')}" + (':' + c['build_target'] if c.get('build_target') else ''), 'repo': c['repo'], 'phase': c.get('phase'), 'class': c.get('class')}
        base = out / kind / safe(row['id'])
        try:
            if kind == 'failures':
                for side in ('bad', 'good'):
                    row[side] = R.go(tree(c['repo'], c[side + '_commit']), run.config(c), base / side)
                bad = run.hits(row['bad'], c); still = {run.key(f) for f in row['good']['findings']}
                row['found'] = bool(bad); row['gone'] = bool(bad) and any(run.key(f) not in still for f in bad); row['by'] = sorted({f['rule'] for f in bad})
                row['launches'] = [(l['service'], l['outcome'], l.get('output') or l.get('reason')) for l in row['bad'].get('launches', []) if l['launch'] == 'image']
                row['false_start'] = c['phase'] in ('build', 'start') and not c.get('image_starts') and any(l[1] == 'starts' for l in row['launches'][:1])
                row['wall'] = row['bad']['_wall']; row.pop('bad'); row.pop('good')
            elif kind == 'discover':
                r = R.go(tree(c['repo'], c['commit']), None, base)
                found = {(s['dockerfile'], os.path.normpath(s['context'] or '.'), s.get('target')) for s in r['services']}
                want = [(b['dockerfile'], os.path.normpath(b.get('context_dir') or '.'), b.get('build_target')) for b in c['builds']]
                row['right'], row['of'] = sum(w in found for w in want), len(want); row['wrong'] = [w for w in want if w not in found]; row['wall'] = r['_wall']
            else:
                c = dict(c); c.setdefault('id', 'service')
                r = R.go(tree(c['repo'], c['commit']), run.config(c), base)
                made = [n.lstrip('./').rstrip('*') for n in c.get('context_files_not_in_git', [])]
                if kind == 'traps': row['alarms'] = [f for f in run.hits(r, c) if f['severity'] == 'CRITICAL']
                else: row['alarms'] = [f for f in r['findings'] if f['state'] == 'violation' and not any(n and n in (f.get('subject') or '') for n in made)]
                row['launches'] = [(l['service'], l['outcome'], l.get('reason')) for l in r.get('launches', []) if l['launch'] == 'image'][:1]
                row['wall'] = r['_wall']
        except Exception as e:
            row['error'] = f'{type(e).__name__}: {e}'
            if 'runner died' in str(e): R = Runner()
        rows.append(row)
    allrows += [dict(r, kind=kind) for r in rows]
    for r in rows:
        if 'error' in r: print('ERROR ', r['id'], r['error'][:400])
        elif kind == 'failures':
            print('found ' if r['found'] and r['gone'] else 'stays ' if r['found'] else 'MISSED', r['id'], f"[{r['phase']}: {r['class']}]", ','.join(r['by']), str(r['launches'][:1])[:300], 'FALSE START' if r['false_start'] else '')
        elif kind == 'discover':
            if r['wrong']: print('not found', r['id'], r['wrong'])
        else:
            for f in r['alarms']: print('ALARM ', kind, r['id'], f['rule'], f['severity'], f"{f.get('file')}:{f.get('line')}", f['message'][:200])
            if a.v or kind == 'healthy': print(kind, r['id'], r['launches'][0][1] if r['launches'] else '-', (str(r['launches'][0][2])[:160] if r['launches'] else ''))
    ran = [r for r in rows if 'error' not in r]
    if kind == 'failures':
        good = [r for r in ran if r['found'] and r['gone']]
        ph = {}
        for r in rows: x = ph.setdefault(r['phase'], [0, 0]); x[1] += 1; x[0] += r in good
        print(f"== failures: {len(good)}/{len(rows)} found+gone; {sum(r['found'] for r in ran)} found; {sum(r['false_start'] for r in ran)} false starts; {len(rows)-len(ran)} errors; {ph}")
    elif kind == 'discover': print(f"== discover: {sum(r['right'] for r in ran)}/{sum(len(c['builds']) for c in cases)}; {len(rows)-len(ran)} errors")
    else: print(f"== {kind}: {sum(bool(r['alarms']) for r in ran)} alarms of {len(rows)}; {sum(1 for r in ran if r['launches'] and r['launches'][0][1] != 'undecided')}/{len(rows)} decided; {len(rows)-len(ran)} errors; wall {sum(r['wall'] for r in ran):.0f}s max {max([r['wall'] for r in ran] or [0]):.1f}")
    sys.stdout.flush()
R.p.stdin.close()
(out / 'rows.json').write_text(json.dumps(allrows, indent=1))

#!/usr/bin/env python3
"""Lists the cases whose results differ between two rows.json of cases.py."""
import json,sys
def load(p):
    d={}
    n={}
    for r in json.load(open(p)):
        k=(r['kind'],r['id']); n[k]=n.get(k,0)+1; k=k+(n[k],)
        if r['kind']=='failures': v=('found+gone' if r.get('found') and r.get('gone') else 'found' if r.get('found') else 'missed', r.get('false_start'), tuple(map(str,r.get('launches',[])[:1])))
        elif r['kind']=='discover': v=str(r.get('wrong'))
        else: v=(r['launches'][0][1] if r.get('launches') else '-', str(r['launches'][0][2])[:70] if r.get('launches') else '', len(r.get('alarms',[])))
        d[k]=v
    return d
a,b=load(sys.argv[1]),load(sys.argv[2])
for k in sorted(set(a)|set(b)):
    if a.get(k)!=b.get(k): print('DIFF',k,'\n    ',str(a.get(k))[:220],'\n  ->',str(b.get(k))[:220])

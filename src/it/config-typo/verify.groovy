dev.runtimeaudit.it.ItResult.in(basedir).reportsNothing('.').says('runtime-audit.yaml:3:5: unknown key `dockerfil` in `services[0]`; did you mean `dockerfile`?').asExpected()

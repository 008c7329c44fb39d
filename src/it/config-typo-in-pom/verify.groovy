dev.runtimeaudit.it.ItResult.in(basedir).reportsNothing('apps/a').says('unknown element <failOnViolaton>').says('did you mean `failOnViolation`?').asExpected()

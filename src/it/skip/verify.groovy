dev.runtimeaudit.it.ItResult.in(basedir).reportsNothing('apps/a').reports('.', 'b', 'c')
    .says('Runtime audit skipped: <skip> in the POM says so').asExpected()

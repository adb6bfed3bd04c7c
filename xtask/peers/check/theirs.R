# What R says about every table in a folder: one line `peer<TAB>method<TAB>data<TAB>quantity<TAB>values`.
suppressMessages({ library(survival); library(cmprsk); library(glmnet); library(clubSandwich); library(pROC) })
work <- commandArgs(trailingOnly = TRUE)[1]
own <- paste("survival", packageVersion("survival"))
base <- paste("R", getRversion())

# The values are worked out in here, so that one that R has no answer for does not take the others with it.
say <- function(peer, method, data, quantity, values) {
  found <- tryCatch(paste(sprintf("%.17g", as.numeric(values)), collapse = ","),
                    error = function(it) paste("ERROR", gsub("[\t\n]", " ", conditionMessage(it))))
  cat(peer, method, data, quantity, found, sep = "\t", fill = FALSE, "\n")
}

tables <- function(kind) {
  files <- sort(list.files(work, paste0("^", kind, "\\..*\\.csv$")))
  setNames(lapply(file.path(work, files), read.csv), sub("\\.csv$", "", sub(paste0("^", kind, "\\."), "", files)))
}

of <- function(d) paste(grep("^x[0-9]+$", names(d), value = TRUE), collapse = " + ")

curves <- function(name, d) {
  for (level in c(0.8, 0.99)) {
    s <- summary(survfit(Surv(time, event) ~ 1, d, conf.type = "log-log", conf.int = level))
    say(own, paste("kaplan-meier log-log", level), name, "lower", s$lower)
    say(own, paste("kaplan-meier log-log", level), name, "upper", s$upper)
  }
  shares <- c(.1, .25, .5, .75, .9)
  q <- quantile(survfit(Surv(time, event) ~ 1, d, conf.type = "log-log"), shares)
  for (part in c("quantile", "lower", "upper")) say(own, "quantile", name, sub("quantile", "time", part), q[[part]])
  for (scale in c("log-log", "log", "plain", "logit", "arcsin")) {
    s <- summary(survfit(Surv(time, event) ~ 1, d, conf.type = scale))
    method <- paste("kaplan-meier", if (scale == "arcsin") "arcsine" else scale)
    if (scale == "log-log") { say(own, method, name, "survival", s$surv); say(own, method, name, "standard error", s$std.err) }
    say(own, method, name, "lower", s$lower)
    say(own, method, name, "upper", s$upper)
  }
  if ("repeats" %in% names(d)) {
    s <- summary(survfit(Surv(time, event) ~ 1, d, weights = repeats, conf.type = "log-log"))
    say(own, "kaplan-meier repeated", name, "survival", s$surv)
    say(own, "kaplan-meier repeated", name, "lower", s$lower)
    say(own, "kaplan-meier repeated", name, "upper", s$upper)
    say(own, "kaplan-meier repeated", name, "standard error", s$std.err)
  }
  s <- summary(survfit(Surv(time, event) ~ 1, d, weights = weight, robust = TRUE))
  say(own, "kaplan-meier importance", name, "survival", s$surv)
  say(own, "kaplan-meier importance", name, "standard error", s$std.err)
  median <- summary(survfit(Surv(time, event) ~ 1, d, conf.type = "log-log"))$table
  say(own, "kaplan-meier log-log", name, "median", median[["median"]])
  for (ctype in 1:2) {
    s <- summary(survfit(Surv(time, event) ~ 1, d, ctype = ctype))
    method <- paste("nelson-aalen", c("classical", "corrected")[ctype])
    say(own, method, name, "hazard", s$cumhaz)
    say(own, method, name, "standard error", s$std.chaz)
  }
  horizon <- min(tapply(d$time, d$group, max))
  s <- summary(survfit(Surv(time, event) ~ group, d), rmean = horizon)$table
  say(own, "restricted-mean", name, "mean", s[, "rmean"])
  say(own, "restricted-mean", name, "standard error", s[, "se(rmean)"])
  say(own, "log-rank", name, "chi-square", survdiff(Surv(time, event) ~ group, d)$chisq)
  say(own, "log-rank", name, "expected", survdiff(Surv(time, event) ~ group, d)$exp)
  say(own, "log-rank fleming-harrington 1 0", name, "chi-square", survdiff(Surv(time, event) ~ group, d, rho = 1)$chisq)
  say(own, "log-rank stratified", name, "chi-square", survdiff(Surv(time, event) ~ group + strata(stratum), d)$chisq)
}

# Only rows that are known from some time on: at risk from then.
late_curves <- function(name, d) {
  fit <- survfit(Surv(entry, time, event) ~ 1, d, conf.type = "log-log")
  s <- summary(fit)
  for (quantity in c("surv", "std.err", "lower", "upper", "n.risk")) say(own, "kaplan-meier log-log", name, late[[quantity]], s[[quantity]])
  for (ctype in 1:2) {
    s <- summary(survfit(Surv(entry, time, event) ~ 1, d, ctype = ctype))
    method <- paste("nelson-aalen", c("classical", "corrected")[ctype])
    say(own, method, name, "hazard", s$cumhaz)
    say(own, method, name, "standard error", s$std.chaz)
  }
  # R's own test knows no late entry, so the sums are written out.
  one <- d$x1 > median(d$x1)
  sums <- rowSums(sapply(unique(d$time[d$event == 1]), function(at) {
    here <- d$entry < at & d$time >= at
    left <- here & d$time == at & d$event == 1
    n <- sum(here); n1 <- sum(here & one); k <- sum(left)
    c(sum(left & one) - k * n1 / n, if (n > 1) k * (n1 / n) * (1 - n1 / n) * (n - k) / (n - 1) else 0)
  }))
  say(base, "log-rank late", name, "chi-square", sums[1]^2 / sums[2])
}
late <- c(surv = "survival", std.err = "standard error", lower = "lower", upper = "upper", n.risk = "at risk")

regression <- function(method, name, fit) {
  error <- sqrt(diag(fit$var))
  far <- qnorm(0.975) * error
  say(own, method, name, "coefficients", coef(fit))
  say(own, method, name, "hazard ratios", exp(c(coef(fit), coef(fit) - far, coef(fit) + far)))
  say(own, method, name, "p", 2 * pnorm(-abs(coef(fit) / error)))
  say(own, method, name, "standard errors", error)
  say(own, method, name, "log-likelihood", fit$loglik)
  say(own, method, name, "Wald", fit$wald.test)
  # Where errors are robust so is the score; a likelihood ratio takes rows as independent, and ours is undetermined.
  say(own, method, name, "score", if (is.null(fit$naive.var)) fit$score else fit$rscore)
  if (is.null(fit$naive.var)) say(own, method, name, "likelihood ratio", 2 * diff(fit$loglik))
}

regressions <- function(name, d, left) {
  # Far beyond R's 1e-9, so that what differs is the answer and not when the search stopped.
  exact <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 60)
  fit <- function(right, ...) {
    what <- as.formula(paste(left, "~", right))
    eval(as.call(c(list(quote(coxph), what, quote(d), control = quote(exact)), as.list(substitute(list(...)))[-1])))
  }
  right <- of(d)
  efron <- fit(right, ties = "efron")
  regression("cox efron", name, efron)
  regression("cox breslow", name, fit(right, ties = "breslow"))
  if ("stratum" %in% names(d)) {
    # R takes hours for many ties among many at risk.
    if (nrow(d) < (if (left == "Surv(time, event)") 1000 else 200)) regression("cox exact", name, fit(right, ties = "exact"))
    regression("cox stratified", name, fit(paste(right, "+ strata(stratum)")))
    # Half weights make errors robust, with us as with R.
    regression("cox weighted", name, fit(right, weights = weight))
    if (left == "Surv(time, event)") regression("cox weighted robust", name, fit(right, weights = weight, robust = TRUE))
  }
  regression("cox clustered", name, fit(right, cluster = cluster))
  everything <- paste(right, "+ strata(stratum)")
  regression("cox everything", name, fit(everything, weights = weight, cluster = cluster, ties = "breslow"))
  for (scale in c("km", "identity", "rank", "log")) {
    if (scale == "log" && "entry" %in% names(d)) next
    say(own, paste("cox.zph", scale), name, "chi-square", cox.zph(efron, scale, terms = FALSE)$table[, "chisq"])
  }
  for (kind in c("martingale", "deviance", "score", "dfbeta", "schoenfeld", "scaledsch")) {
    found <- residuals(efron, kind)
    word <- if (kind == "scaledsch") "scaled-schoenfeld" else kind
    # Row by row, as a matrix is read.
    say(own, paste("cox residuals", word), name, "all", if (is.matrix(found)) t(found) else found)
  }
  pairs <- concordance(efron)
  say(own, "concordance", name, "concordance", pairs$concordance)
  say(own, "concordance", name, "pairs", pairs$count[c("concordant", "discordant", "tied.x")])
  say(own, "concordance", name, "standard error", sqrt(pairs$var))
  if (!("entry" %in% names(d))) {
    uno <- concordance(efron, timewt = "n/G2")
    say(own, "concordance uno", name, "concordance", uno$concordance)
    say(own, "concordance uno", name, "standard error", sqrt(uno$var))
    mean <- as.data.frame(t(colMeans(d[names(coef(efron))])))
    at <- quantile(unique(d$time), c(.25, .5, .75), type = 1)
    s <- summary(survfit(efron, newdata = mean, conf.type = "log-log"), times = at)
    say(own, "cox baseline", name, "survival", s$surv)
    say(own, "cox baseline", name, "standard error", s$std.err)
  }
}

reasons <- function(name, d) {
  s <- survfit(Surv(time, factor(cause)) ~ 1, d)
  at <- summary(s, times = sort(unique(d$time[d$cause > 0])))
  for (cause in 1:2) {
    say(own, "cumulative-incidence", name, paste("share, cause", cause), at$pstate[, cause + 1])
    say(own, "cumulative-incidence", name, paste("standard error, cause", cause), at$std.err[, cause + 1])
  }
  d$weight <- 0.5 + (seq_len(nrow(d)) - 1) %% 4 / 2
  weighted <- survfit(Surv(time, factor(cause)) ~ 1, d, weights = weight, id = seq_len(nrow(d)))
  at <- summary(weighted, times = sort(unique(d$time[d$cause > 0])))
  for (cause in 1:2) {
    say(own, "cumulative-incidence weighted", name, paste("share, cause", cause), at$pstate[, cause + 1])
    say(own, "cumulative-incidence weighted", name, paste("standard error, cause", cause), at$std.err[, cause + 1])
  }
  # (Not arcsin: for several causes R fails on it.)
  for (scale in c("log-log", "log", "plain", "logit")) {
    fit <- survfit(Surv(time, factor(cause)) ~ 1, d, conf.type = scale)
    s <- summary(fit, times = sort(unique(d$time[d$cause > 0])))
    method <- paste("cumulative-incidence", scale)
    for (cause in 1:2) {
      say(own, method, name, paste("lower, cause", cause), s$lower[, cause + 1])
      say(own, method, name, paste("upper, cause", cause), s$upper[, cause + 1])
    }
  }
  peer <- paste("cmprsk", packageVersion("cmprsk"))
  for (rho in 0:1) {
    tests <- cuminc(d$time, d$cause, d$group, rho = rho)$Tests
    say(peer, paste("gray rho", rho), name, "chi-square", tests[, "stat"])
    say(peer, paste("gray rho", rho), name, "p", tests[, "pv"])
  }
  # crr ends its search at 1e-6 unless it is told to go on.
  x <- as.matrix(d[c("group", "stratum")])
  x <- x[, apply(x, 2, function(it) length(unique(it)) > 1), drop = FALSE]
  for (cause in 1:2) {
    fit <- crr(d$time, d$cause, x, failcode = cause, gtol = 1e-13, maxiter = 100)
    say(peer, "fine-gray", name, paste("coefficients, cause", cause), fit$coef)
    say(peer, "fine-gray", name, paste("standard errors, cause", cause), sqrt(diag(fit$var)))
    say(peer, "fine-gray", name, paste("log-likelihood, cause", cause), c(fit$loglik.null, fit$loglik))
  }
  tests <- cuminc(d$time, d$cause, d$group, strata = d$stratum)$Tests
  say(peer, "gray stratified", name, "chi-square", tests[, "stat"])
}

late_reasons <- function(name, d) {
  d <- d[d$entry < d$time, ]
  s <- survfit(Surv(entry, time, factor(cause)) ~ 1, d, id = seq_len(nrow(d)))
  at <- summary(s, times = sort(unique(d$time[d$cause > 0])))
  for (cause in 1:2) {
    say(own, "cumulative-incidence late", name, paste("share, cause", cause), at$pstate[, cause + 1])
    say(own, "cumulative-incidence late", name, paste("standard error, cause", cause), at$std.err[, cause + 1])
  }
}

for (name in names(tables("survival"))) {
  d <- tables("survival")[[name]]
  curves(name, d)
  regressions(name, d, "Surv(time, event)")
}
for (name in names(tables("stretches"))) {
  d <- tables("stretches")[[name]]
  late_curves(name, d)
  regressions(name, d, "Surv(entry, time, event)")
}
for (name in names(tables("reasons"))) {
  d <- tables("reasons")[[name]]
  reasons(name, d)
  if ("entry" %in% names(d)) late_reasons(name, d)
}
for (name in names(tables("yes"))) {
  d <- tables("yes")[[name]]
  fit <- glm(as.formula(paste("y ~", of(d))), binomial, d, epsilon = 1e-15, maxit = 50)
  say(base, "logistic", name, "coefficients", coef(fit))
  say(base, "logistic", name, "standard errors", sqrt(diag(vcov(fit))))
  say(base, "logistic", name, "deviance", c(deviance(fit), fit$null.deviance))
  x <- as.matrix(d[setdiff(names(d), "y")])
  peer <- paste("glmnet", packageVersion("glmnet"))
  for (share in c(0, 0.5, 1)) for (strength in c(0.1, 0.01)) {
    # A path down to the strength that is asked for, and far beyond glmnet's 1e-7.
    path <- strength * c(100, 30, 10, 3, 1)
    fit <- glmnet(x, d$y, "binomial", alpha = share, lambda = path, thresh = 1e-25, maxit = 1e7)
    say(peer, paste("logistic penalized", share, strength), name, "coefficients", as.numeric(coef(fit, s = strength)))
  }
  level <- c(coef(lm(y ~ x, d)))
  say(base, "linear", name, "coefficients", level)
  say(base, "linear", name, "standard errors", sqrt(diag(vcov(lm(y ~ x, d)))))
}
for (name in names(tables("trial"))) {
  d <- tables("trial")[[name]]
  test <- t.test(d$y[d$arm == 1], d$y[d$arm == 0])
  say(base, "welch", name, "difference", test$estimate[[1]] - test$estimate[[2]])
  say(base, "welch", name, "interval", test$conf.int)
  say(base, "welch", name, "p", test$p.value)
  d$y <- d$y - cov(d$y, d$before) / var(d$before) * (d$before - mean(d$before))
  test <- t.test(d$y[d$arm == 1], d$y[d$arm == 0])
  say(base, "cuped", name, "difference", test$estimate[[1]] - test$estimate[[2]])
  say(base, "cuped", name, "standard error", test$stderr)
}
for (name in names(tables("stores"))) {
  d <- tables("stores")[[name]]
  sandwich <- paste("clubSandwich", packageVersion("clubSandwich"))
  fit <- lm(y ~ arm, d)
  # CR1S is CR1 with the (n - 1)/(n - k) of Stata, which ours has too.
  for (kind in c("CR1S", "CR2")) {
    test <- coef_test(fit, vcov = kind, cluster = d$store, test = "Satterthwaite")[2, ]
    method <- paste("means", sub("s", "", tolower(kind)))
    say(sandwich, method, name, "difference", test$beta)
    say(sandwich, method, name, "standard error", test$SE)
    if (kind == "CR2") { say(sandwich, method, name, "degrees of freedom", test$df_Satt); say(sandwich, method, name, "p", test$p_Satt) }
  }
  say(base, "means mantel-haenszel", name, "difference", coef(lm(y ~ arm + factor(region), d))[["arm"]])
}
for (name in names(tables("chances"))) {
  d <- tables("chances")[[name]]
  roc <- roc(d$y, d$chance, direction = "<", quiet = TRUE)
  say(paste("pROC", packageVersion("pROC")), "calibration", name, "auc, standard error", c(auc(roc), sqrt(var(roc))))
  odds <- qlogis(d$chance)
  slope <- glm(d$y ~ odds, binomial, epsilon = 1e-15)
  say(base, "calibration", name, "slope", c(coef(slope)[[2]], sqrt(vcov(slope)[2, 2])))
}
rates <- list(usual = c(12, 340.5, 20, 410), none = c(0, 100, 7, 90), one = c(1, 3.5, 4, 2.5), many = c(5210, 40000, 4980, 41000))
for (name in names(rates)) {
  it <- rates[[name]]
  alone <- poisson.test(it[1], it[2])
  say(base, "rate", name, "rate", c(alone$estimate, alone$conf.int))
  two <- poisson.test(it[c(1, 3)], it[c(2, 4)])
  say(base, "rate", name, "ratio", two$conf.int)
}
for (base_share in c(0.1, 0.4)) for (effect in c(-0.02, 0.05)) {
  plan <- power.prop.test(p1 = base_share, p2 = base_share + effect, power = .8, tol = 1e-12)
  say(base, "sample-size", paste(base_share, effect), "rows", plan$n)
}
for (effect in c(0.1, 0.5)) say(base, "sample-size of means", effect, "rows", power.t.test(delta = effect, power = .8, tol = 1e-12)$n)

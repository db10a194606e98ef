-- The rules by hand for DuckDB, for a table in which NULL is what is not known, and the answer is NULL
-- where it is not known. SQL's own logic does most of it: a sum or a mask with an unknown part is
-- NULL, and a row of a CASE that may still hold comes to NULL before a later row is asked.
-- Bits as in complete.sql.
WITH first AS (
  SELECT
    *,
    (person__teaching_years >= 5 AND person__stage IN ('junior', 'senior'))
      OR (person__papers >= 30 AND person__stage IN ('fellow', 'junior', 'senior')) AS strong,
    person__teaching_years >= 3 OR person__papers >= 10 AS good,
    (person__activities & 2 <> 0)::INTEGER * 3
      + (person__activities & 4 <> 0)::INTEGER * 2
      + (person__activities & 8 <> 0 AND person__teaching_years >= 2)::INTEGER * 2
      + (person__activities & 16 <> 0)::INTEGER
      + (person__papers >= 20)::INTEGER * 4
      + (person__papers >= 5 AND person__papers < 20)::INTEGER * 2
      - person__on_leave::INTEGER * 2 AS credit,
    (person__motives & 1 <> 0 AND person__stage IN ('fellow', 'junior', 'senior'))::INTEGER
      + (person__papers >= 10 OR person__role = 'researcher')::INTEGER * 2
      + (person__motives & 2 <> 0 AND person__role <> 'researcher')::INTEGER * 4
      + (person__motives & 8 <> 0)::INTEGER * 8
      + (person__motives & 17 = 16)::INTEGER * 16 AS signals,
    person__contract = 'permanent'
      OR (person__contract = 'fixed-term' AND house__chair_agrees) AS secure,
    CASE
      WHEN house__funding = 'none' THEN course__price
      WHEN house__funding = 'partial'
      THEN CASE
        WHEN house__amount < course__price THEN course__price - house__amount
        WHEN house__amount >= course__price THEN 0
      END
      WHEN house__funding = 'full' THEN 0
    END AS share,
    NOT person__on_leave AND person__hours >= course__hours AS time_fits,
    house__funding = 'full' AND house__protected AS fully,
    house__funding <> 'none' OR (house__protected AND house__chair_agrees) AS partly,
    course__hours * course__weeks AS hours_total
  FROM facts
),
second AS (
  SELECT
    *,
    CASE
      WHEN strong THEN 'strong'
      WHEN strong IS NULL THEN NULL
      WHEN good THEN 'good'
      WHEN good IS NULL THEN NULL
      WHEN person__activities & 6 <> 0 THEN 'fair'
      WHEN person__activities & 6 = 0 THEN 'weak'
    END AS standing,
    person__budget >= share OR (house__chair_agrees AND person__budget * 2 >= share) AS money_fits,
    CASE
      WHEN fully THEN 'strong'
      WHEN fully IS NULL THEN NULL
      WHEN partly THEN 'some'
      WHEN NOT partly THEN 'none'
    END AS backing,
    CASE WHEN credit >= 7 THEN 'high' WHEN credit >= 3 THEN 'medium' WHEN credit < 3 THEN 'low' END
      AS depth,
    hours_total * 0.5 + course__weeks * 2 AS burden
  FROM first
),
third AS (
  SELECT
    *,
    (signals & 1 <> 0 AND standing IN ('good', 'strong'))
      OR (signals & 2 <> 0 AND credit >= 7) AS clear,
    signals & 4 <> 0 OR credit >= 3 AS leaning,
    (NOT time_fits)::INTEGER
      + (NOT money_fits)::INTEGER * 2
      + (NOT secure AND course__level IN ('masters', 'doctorate'))::INTEGER * 4
      + (signals & 12 = 8)::INTEGER * 8 AS obstacles
  FROM second
),
fourth AS (
  SELECT
    *,
    CASE
      WHEN clear THEN 'clear'
      WHEN clear IS NULL THEN NULL
      WHEN leaning THEN 'partly'
      WHEN NOT leaning THEN 'unclear'
    END AS direction
  FROM third
),
fifth AS (
  SELECT
    *,
    credit * 10
      - burden * 0.25
      + CASE WHEN direction = 'clear' THEN 20 WHEN direction <> 'clear' THEN 0 END AS score
  FROM fourth
),
sixth AS (
  SELECT
    *,
    obstacles & 8 <> 0 OR (direction = 'unclear' AND score < 0) AS no,
    direction = 'clear' AND obstacles & 3 = 0 AND backing <> 'none' AS now,
    direction = 'clear' AND score >= 30 AS later,
    direction = 'partly' AND burden <= 300 AS short
  FROM fifth
)
SELECT
  row,
  standing,
  credit,
  signals,
  secure,
  hours_total,
  share,
  time_fits,
  money_fits,
  backing,
  depth,
  burden,
  direction,
  obstacles,
  score,
  CASE
    WHEN no THEN 'no'
    WHEN no IS NULL THEN NULL
    WHEN now THEN 'apply'
    WHEN now IS NULL THEN NULL
    WHEN later THEN 'apply-later'
    WHEN later IS NULL THEN NULL
    WHEN short THEN 'short-course'
    WHEN NOT short THEN 'ask'
  END AS outcome
FROM sixth
